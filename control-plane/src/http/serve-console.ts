import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import express, { type Request, type Response, Router } from 'express'
import helmet from 'helmet'

/** Where `npm run build -w control-plane` puts the console. */
export const builtConsole = fileURLToPath(new URL('../../console/dist', import.meta.url))

/** What the build leaves in the page for the nonce of one response. */
const placeholder = '__NONCE__'

interface ConsoleOptions {
  readonly folder: string
  readonly random: (bytes: number) => Uint8Array
}

/** Serves the console's page and its hashed files; while it is not built, says how to build it. */
export function serveConsole({ folder, random }: ConsoleOptions): Router {
  const router = Router()
  router.use('/assets', express.static(join(folder, 'assets'), { immutable: true, maxAge: '365d', index: false, redirect: false }))
  router.get('/', (request, response, next) => {
    const nonce = Buffer.from(random(16)).toString('base64')
    void sendPage({ page: join(folder, 'index.html'), nonce, request, response }).catch(next)
  })
  return router
}

interface PageRequest {
  readonly page: string
  readonly nonce: string
  readonly request: Request
  readonly response: Response
}

async function sendPage({ page, nonce, request, response }: PageRequest): Promise<void> {
  const html = await readPage(page)
  if (html === undefined) return void response.status(503).type('text').send(notBuilt)
  const secure = contentSecurity(nonce)
  secure(request, response, () => {
    response.set('cache-control', 'no-cache').type('html').send(html.replaceAll(placeholder, nonce))
  })
}

/** Read anew each time: a console built while we run is served at once. */
async function readPage(page: string): Promise<string | undefined> {
  try {
    return await readFile(page, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** Scripts only from our own files; styles from them or, as the component library writes some at run time, with this response's nonce. */
function contentSecurity(nonce: string) {
  return helmet.contentSecurityPolicy({
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", `'nonce-${nonce}'`],
      imgSrc: ["'self'"],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
  })
}

const notBuilt = `The control plane is running. Its console is not built yet:

  npm run build -w control-plane

Then load this page again. The command line and the API work without it.
`
