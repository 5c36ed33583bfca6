import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'

/** What a test serves under one path: a page, or where to go instead. */
export type ServedPage = string | { readonly redirect: string }

/** A web app of a few fixed pages, for tests of the engine. */
export interface PageServer extends AsyncDisposable {
  readonly url: string
  readonly pages: Map<string, ServedPage>
  /** `METHOD path body` of every request. */
  readonly requests: string[]
}

export async function startPageServer(pages: Readonly<Record<string, ServedPage>>): Promise<PageServer> {
  const served = new Map(Object.entries(pages))
  const requests: string[] = []
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await text(request)
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1')
    requests.push(`${request.method} ${pathname} ${body}`.trim())
    const page = served.get(pathname)
    if (page === undefined) response.writeHead(404).end()
    else if (typeof page === 'string')
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(`<!doctype html><html lang="en">${page}`)
    else response.writeHead(302, { location: page.redirect }).end()
  }
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server listens on something other than a TCP port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    pages: served,
    requests,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
