import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'

export type AppCondition =
  | 'well'
  /** Its credentials have been changed: every request is answered as one with a wrong password. */
  | 'locked out'
  /** Every request is answered 503, come back in a quarter of an hour. */
  | 'closed for maintenance'
  /** Every change is answered as done, and none is. */
  | 'lying'

/** The only way into an app: a reverse proxy whose condition a test sets. */
export interface AppFront extends AsyncDisposable {
  readonly url: string
  condition: AppCondition
  /** Nothing listens any more. */
  die(): Promise<void>
  /** Listens again, at the same address. */
  comeBack(): Promise<void>
}

export async function openAppFront(appUrl: string): Promise<AppFront> {
  const target = new URL(appUrl)
  const state: { condition: AppCondition } = { condition: 'well' }
  const start = async (port: number) => {
    const server = createServer((incoming, response) => pass(incoming, response, { target, condition: state.condition }))
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
    return server
  }
  let server = await start(0)
  const port = portOf(server)
  return {
    url: `http://127.0.0.1:${port}${target.pathname}`,
    get condition() {
      return state.condition
    },
    set condition(condition) {
      state.condition = condition
    },
    die: () => stop(server),
    comeBack: async () => {
      server = await start(port)
    },
    [Symbol.asyncDispose]: () => stop(server),
  }
}

function pass(incoming: IncomingMessage, response: ServerResponse, { target, condition }: { target: URL; condition: AppCondition }): void {
  if (condition === 'closed for maintenance') return void response.writeHead(503, { 'retry-after': '900' }).end()
  if (condition === 'lying' && incoming.method !== 'GET') return void response.writeHead(204).end()
  const headers = condition === 'locked out' ? { ...incoming.headers, authorization: 'Bearer changed-since' } : incoming.headers
  const options = { host: target.hostname, port: target.port, method: incoming.method, path: incoming.url, headers }
  const onward = request(options, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
  })
  onward.on('error', () => response.destroy())
  incoming.pipe(onward)
}

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('the front listens on a TCP port')
  return address.port
}

async function stop(server: Server): Promise<void> {
  if (!server.listening) return
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeAllConnections()
  await closed
}
