import { once } from 'node:events'
import { createServer } from 'node:http'
import { canonicalJson } from '@rollcall/shared/canonical-json'
import { openEnvelope, signEnvelope } from '@rollcall/shared/envelope/envelope'
import { type Signer, toVerifyingKey } from '@rollcall/shared/envelope/keys'
import { payloadTypes } from '@rollcall/shared/envelope/payload-types'
import { encodeFrame, FrameDecoder } from '@rollcall/shared/wire/frame-codec'
import { type Auth, authFrameSchema, authSchema, subprotocol, type Welcome } from '@rollcall/shared/wire/frames'
import { type WebSocket, WebSocketServer } from 'ws'
import { z } from 'zod'
import { systemClock, systemRandom } from '../src/ports.ts'
import type { TestTrust } from './test-trust.ts'

const addressSchema = z.object({ port: z.int() })
const frameSchema = z.looseObject({ kind: z.string(), sequence: z.int().optional() })
export type HeardFrame = z.infer<typeof frameSchema>

/** One session that an agent opened. */
export interface ServerSession {
  readonly auth: Auth
  /** Everything heard after the handshake, in order. */
  readonly heard: readonly HeardFrame[]
  send(frame: unknown): void
  /** Waits for the next frame that fits and was not taken before. */
  take(fits: (frame: HeardFrame) => boolean): Promise<HeardFrame>
  drop(): void
  readonly closed: Promise<void>
}

export interface ControlPlaneServer extends AsyncDisposable {
  readonly url: string
  readonly httpUrl: string
  /** How the server counts: what it has of the agent, what it has sent. */
  state: { received: number; sent: number }
  /** Changes the welcome before it is signed, or who signs it. */
  welcome: { signer: Signer; change: (welcome: Welcome) => object }
  /** Bytes to greet with instead of a hello. */
  greeting: Uint8Array | undefined
  /** The next session whose agent has proved who it is. */
  session(): Promise<ServerSession>
  /** Sockets opened so far, proved or not. */
  connections(): number
  /** Answers of HTTP requests. */
  onRequest: (path: string, body: unknown) => Promise<{ status: number; body: unknown }>
  boundPem: string
}

/** Speaks the control plane's side of the protocol with real keys on a real socket. */
export async function startControlPlane(trust: TestTrust): Promise<ControlPlaneServer> {
  const http = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      void server.onRequest(request.url ?? '', JSON.parse(Buffer.concat(chunks).toString() || 'null')).then(({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
      })
    })
  })
  const sockets = new WebSocketServer({ server: http, handleProtocols: () => subprotocol, perMessageDeflate: false })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const { port } = addressSchema.parse(http.address())
  const waiting: ((session: ServerSession) => void)[] = []
  const ready: ServerSession[] = []
  let connections = 0
  const server: ControlPlaneServer = {
    url: `ws://127.0.0.1:${port}/agent/v1/session`,
    httpUrl: `http://127.0.0.1:${port}/`,
    state: { received: 0, sent: 0 },
    welcome: { signer: trust.jobs, change: (welcome) => welcome },
    boundPem: '',
    greeting: undefined,
    connections: () => connections,
    onRequest: async () => ({ status: 404, body: {} }),
    session: async () => {
      const known = ready.shift()
      if (known !== undefined) return known
      const { promise, resolve } = Promise.withResolvers<ServerSession>()
      waiting.push(resolve)
      return await promise
    },
    [Symbol.asyncDispose]: async () => {
      for (const client of sockets.clients) client.terminate()
      sockets.close()
      http.close()
      http.closeAllConnections()
    },
  }
  sockets.on('connection', (socket) => {
    connections += 1
    void serve(socket, server).then((session) => {
      const next = waiting.shift()
      if (next === undefined) ready.push(session)
      else next(session)
    })
  })
  return server
}

async function serve(socket: WebSocket, server: ControlPlaneServer): Promise<ServerSession> {
  const decoder = new FrameDecoder(1_048_576)
  const heard: HeardFrame[] = []
  const taken = new Set<HeardFrame>()
  let wake = Promise.withResolvers<void>()
  const closed = Promise.withResolvers<void>()
  socket.on('error', () => {})
  socket.on('close', () => closed.resolve())
  socket.on('message', (chunk: Buffer) => {
    for (const frame of decoder.push(chunk)) heard.push(frameSchema.parse(frame))
    wake.resolve()
    wake = Promise.withResolvers<void>()
  })
  const send = (frame: unknown) => socket.send(encodeFrame(frame), { binary: true })
  const take = async (fits: (frame: HeardFrame) => boolean): Promise<HeardFrame> => {
    for (;;) {
      const frame = heard.find((candidate) => !taken.has(candidate) && fits(candidate))
      if (frame !== undefined) {
        taken.add(frame)
        return frame
      }
      await wake.promise
    }
  }
  if (server.greeting !== undefined) socket.send(server.greeting, { binary: true })
  const serverNonce = Buffer.from(systemRandom(32)).toString('hex')
  const time = systemClock.now().toISOString()
  send({ kind: 'hello', protocols: [subprotocol], controlPlane: '127.0.0.1', serverNonce, time, trustVersion: 1 })
  const { envelope } = authFrameSchema.parse(await take((frame) => frame.kind === 'auth'))
  const bytes = openEnvelope(envelope, { payloadType: payloadTypes.auth, keys: [toVerifyingKey(server.boundPem)] })
  const auth = authSchema.parse(JSON.parse(Buffer.from(bytes).toString()))
  if (auth.serverNonce !== serverNonce) throw new Error('the proof is for another session')
  const welcome: Welcome = {
    v: 1,
    agent: auth.agent,
    session: `ses_${'0'.repeat(32)}`,
    clientNonce: auth.clientNonce,
    epoch: 1,
    received: server.state.received,
    sent: server.state.sent,
    leases: { keep: auth.leases.map(({ job }) => job), drop: [] },
    clock: systemClock.now().toISOString(),
  }
  const { signer, change } = server.welcome
  send({ kind: 'welcome', envelope: await signEnvelope(payloadTypes.welcome, canonicalJson(change(welcome)), [signer]) })
  return { auth, heard, send, take, drop: () => socket.terminate(), closed: closed.promise }
}
