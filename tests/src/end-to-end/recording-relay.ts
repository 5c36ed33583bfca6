import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { subprotocol } from '@rollcall/shared/wire/frames'
import { WebSocket, WebSocketServer } from 'ws'

/** What stands between an agent and the control plane, as a company's proxy would, and keeps everything that leaves the agent. */
export interface RecordingRelay extends AsyncDisposable {
  readonly url: string
  /** Bodies of requests and messages of sessions, unmasked, oldest first. */
  readonly sent: readonly Buffer[]
}

/** Listens on the port of `relayUrl` and passes everything on to `target`. */
export async function openRecordingRelay({ port, target }: { port: number; target: string }): Promise<RecordingRelay> {
  const sent: Buffer[] = []
  const sessions = new WebSocketServer({ noServer: true, handleProtocols: () => subprotocol })
  const server = createServer((request, response) => void forward(request, response, { sent, target }))
  server.on('upgrade', (request, socket, head) =>
    sessions.handleUpgrade(request, socket, head, (agent) => join(agent, new URL(request.url ?? '/', target.replace(/^http/, 'ws')), sent)),
  )
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${port}`,
    sent,
    [Symbol.asyncDispose]: async () => {
      for (const session of sessions.clients) session.terminate()
      await stop(server)
    },
  }
}

async function forward(request: IncomingMessage, response: ServerResponse, to: { sent: Buffer[]; target: string }): Promise<void> {
  const body = Buffer.concat(await request.toArray())
  to.sent.push(Buffer.from(`${request.method} ${request.url} ${JSON.stringify(request.headers)}`), body)
  const answer = await fetch(new URL(request.url ?? '/', to.target), {
    method: request.method ?? 'GET',
    headers: { 'content-type': 'application/json' },
    ...(body.length === 0 ? {} : { body: new Uint8Array(body) }),
  })
  response.writeHead(answer.status, { 'content-type': 'application/json' }).end(Buffer.from(await answer.arrayBuffer()))
}

function join(agent: WebSocket, url: URL, sent: Buffer[]): void {
  const controlPlane = new WebSocket(url, [subprotocol])
  const opened = new Promise<void>((resolve) => controlPlane.once('open', () => resolve()))
  agent.on('message', (message: Buffer) => {
    sent.push(Buffer.from(message))
    void opened.then(() => controlPlane.send(message))
  })
  controlPlane.on('message', (message: Buffer) => agent.send(message))
  agent.on('close', () => controlPlane.terminate())
  controlPlane.on('close', () => agent.terminate())
  for (const socket of [agent, controlPlane]) socket.on('error', () => socket.terminate())
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise<void>((resolve) => server.close(() => resolve()))
}
