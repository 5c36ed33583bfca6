import { createServer, type IncomingHttpHeaders } from 'node:http'

export interface SeenRequest {
  readonly method: string
  /** Path and query, as sent. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface ScriptedAnswer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON unless it is text. */
  readonly body?: unknown
}

export interface ScriptedServer extends AsyncDisposable {
  readonly url: string
  readonly requests: readonly SeenRequest[]
}

/** For tests: a real server on this machine that answers as the script says; 'silence' never answers, 'hang up' drops the connection. */
export async function startScriptedServer(
  script: (request: SeenRequest) => ScriptedAnswer | 'silence' | 'hang up',
): Promise<ScriptedServer> {
  const requests: SeenRequest[] = []
  const server = createServer((incoming, outgoing) => {
    const chunks: Uint8Array[] = []
    incoming.on('data', (chunk) => chunks.push(chunk))
    incoming.on('end', () => {
      const request = {
        method: incoming.method ?? '',
        path: incoming.url ?? '',
        headers: incoming.headers,
        body: Buffer.concat(chunks).toString(),
      }
      requests.push(request)
      const answer = script(request)
      if (answer === 'hang up') incoming.socket.destroy()
      if (typeof answer === 'string') return
      outgoing.writeHead(answer.status ?? 200, answer.headers)
      outgoing.end(typeof answer.body === 'string' || answer.body === undefined ? answer.body : JSON.stringify(answer.body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the scripted server listens on something other than a TCP port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
