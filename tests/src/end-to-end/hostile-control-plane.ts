import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type CreatedTrust, createTrust } from '@rollcall/control-plane/trust/create-trust'
import { canonicalJson } from '@rollcall/shared/canonical-json'
import { type Envelope, openEnvelope, signEnvelope } from '@rollcall/shared/envelope/envelope'
import { ed25519Signer, type Signer, toVerifyingKey } from '@rollcall/shared/envelope/keys'
import { payloadTypes } from '@rollcall/shared/envelope/payload-types'
import { type Id, toId } from '@rollcall/shared/ids'
import type { Job } from '@rollcall/shared/job'
import { firstPrevious, type Receipt, receiptSchema } from '@rollcall/shared/receipt'
import { type Enrolled, enrolmentBodySchema, enrolmentRequestSchema, formatEnrolmentToken } from '@rollcall/shared/wire/enrolment'
import { encodeFrame, FrameDecoder } from '@rollcall/shared/wire/frame-codec'
import { agentFrameSchema, authFrameSchema, authSchema, subprotocol, type Welcome, wireLimits } from '@rollcall/shared/wire/frames'
import { type WebSocket, WebSocketServer } from 'ws'
import { look } from '../stage/follow-case.ts'
import type { OpenAgent } from '../stage/open-agent.ts'
import { believableJob } from './believable-job.ts'

/** Speaks the wire with real keys, and says whatever a test wants it to say: what a control plane in the wrong hands could do. */
export class HostileControlPlane implements AsyncDisposable {
  readonly #server: Server
  readonly #trust: CreatedTrust
  readonly #sockets = new WebSocketServer({ noServer: true, handleProtocols: () => subprotocol })
  readonly #connected = Promise.withResolvers<void>()
  readonly #organization: Id<'organization'> = toId('organization', randomBytes(16))
  readonly #agent: Id<'agent'> = toId('agent', randomBytes(16))
  #resultsKey = ''
  #welcomes: Signer
  #live: WebSocket | undefined
  #sent = 0
  #received = 0
  #jobs = 0
  #handshakes = 0
  #framesSince = 0
  #head = firstPrevious
  readonly receipts: Receipt[] = []
  /** Numbers of receipts that do not continue the chain. */
  readonly brokenLinks: number[] = []

  private constructor(server: Server, trust: CreatedTrust) {
    this.#server = server
    this.#trust = trust
    this.#welcomes = ed25519Signer(trust.roleKeys.jobs)
    server.on('request', (request, response) => void this.#enrol(request, response))
    server.on('upgrade', (request, socket, head) => this.#sockets.handleUpgrade(request, socket, head, (opened) => this.#open(opened)))
  }

  static async start(): Promise<HostileControlPlane> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return new HostileControlPlane(server, await createTrust({ controlPlane: 'hostile.example', at: new Date() }))
  }

  get connected(): Promise<void> {
    return this.#connected.promise
  }

  enrolmentToken(): string {
    const id = toId('enrolment', randomBytes(16))
    return formatEnrolmentToken({ url: this.#url('http'), rootFingerprint: this.#trust.fingerprint, id, secret: randomBytes(32) })
  }

  /** A job that the agent would run. Number and fence rise from one to the next. */
  job({ identity }: OpenAgent): Job {
    this.#jobs += 1
    return believableJob(identity, this.#jobs)
  }

  sign(
    job: object,
    { signers = [ed25519Signer(this.#trust.roleKeys.jobs)], payloadType = payloadTypes.job }: Signing = {},
  ): Promise<Envelope> {
    return signEnvelope(payloadType, Buffer.from(canonicalJson(job)), signers)
  }

  async offer(job: object, signing: Signing = {}): Promise<Receipt> {
    return this.deliver(await this.sign(job, signing))
  }

  /** Sends anything in the place of a job's envelope; gives the receipt that comes back. */
  async deliver(envelope: unknown): Promise<Receipt> {
    const before = this.receipts.length
    this.#sent += 1
    this.#live?.send(encodeFrame({ kind: 'job', sequence: this.#sent, envelope, leaseMs: wireLimits.leaseMs }))
    return look(20_000, 'no receipt came', async () => this.receipts[before])
  }

  /** Ends the session and answers the next ones with a key that the agent was never told to believe. */
  async impersonate(signer: Signer): Promise<{ readonly handshakes: number; readonly framesAfterWelcome: number }> {
    this.#welcomes = signer
    this.#handshakes = 0
    this.#framesSince = 0
    this.#live?.terminate()
    await look(20_000, 'the agent did not try again', async () => (this.#handshakes >= 2 ? true : undefined))
    return { handshakes: this.#handshakes, framesAfterWelcome: this.#framesSince }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#live?.terminate()
    this.#server.closeAllConnections()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }

  #url(scheme: 'http' | 'ws'): string {
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new TypeError('the server listens on a TCP port')
    return `${scheme}://127.0.0.1:${address.port}/`
  }

  async #enrol(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { envelope } = enrolmentBodySchema.parse(JSON.parse(Buffer.concat(await request.toArray()).toString('utf8')))
    const { nonce, keys } = enrolmentRequestSchema.parse(JSON.parse(Buffer.from(envelope.payload, 'base64').toString('utf8')))
    this.#resultsKey = keys.results
    const enrolled: Enrolled = {
      v: 1,
      nonce,
      agent: this.#agent,
      organization: this.#organization,
      organizationName: 'Larkfield Instruments',
      epoch: 1,
      session: this.#url('ws'),
    }
    const signed = await this.sign(enrolled, { payloadType: payloadTypes.enrolled })
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ trust: this.#trust.trust, envelope: signed }))
  }

  #open(socket: WebSocket): void {
    const decoder = new FrameDecoder(wireLimits.frameBytes)
    const serverNonce = randomBytes(32).toString('hex')
    this.#live = socket
    let work = Promise.resolve()
    socket.on('error', () => {})
    socket.on('message', (chunk: Buffer) => {
      for (const frame of decoder.push(chunk)) work = work.then(() => this.#hear(socket, frame))
    })
    const hello = { kind: 'hello', protocols: [subprotocol], controlPlane: 'hostile.example', serverNonce, trustVersion: 1 }
    socket.send(encodeFrame({ ...hello, time: new Date().toISOString() }))
  }

  async #hear(socket: WebSocket, frame: unknown): Promise<void> {
    const auth = authFrameSchema.safeParse(frame)
    if (auth.success) return this.#welcome(socket, auth.data.envelope)
    this.#framesSince += 1
    const numbered = agentFrameSchema.safeParse(frame)
    if (!numbered.success || numbered.data.kind !== 'receipt') return
    this.#received = numbered.data.sequence
    this.#keep(numbered.data.envelope)
    socket.send(encodeFrame({ kind: 'ack', received: this.#received }))
  }

  async #welcome(socket: WebSocket, envelope: Envelope): Promise<void> {
    const auth = authSchema.parse(JSON.parse(Buffer.from(envelope.payload, 'base64').toString('utf8')))
    const welcome: Welcome = {
      v: 1,
      agent: this.#agent,
      session: toId('session', randomBytes(16)),
      clientNonce: auth.clientNonce,
      epoch: 1,
      received: this.#received,
      sent: this.#sent,
      leases: { keep: [], drop: [] },
      clock: new Date().toISOString(),
    }
    const signed = await this.sign(welcome, { payloadType: payloadTypes.welcome, signers: [this.#welcomes] })
    socket.send(encodeFrame({ kind: 'welcome', envelope: signed }))
    this.#handshakes += 1
    this.#connected.resolve()
  }

  /** Believes a receipt only if the key that the agent enrolled with signed it. */
  #keep(envelope: Envelope): void {
    const bytes = openEnvelope(envelope, { payloadType: payloadTypes.receipt, keys: [toVerifyingKey(this.#resultsKey)], maxBytes: 262_144 })
    const receipt = receiptSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')))
    if (receipt.previous !== this.#head) this.brokenLinks.push(receipt.sequence)
    this.#head = createHash('sha256').update(bytes).digest('hex')
    this.receipts.push(receipt)
  }
}

interface Signing {
  readonly signers?: readonly Signer[]
  readonly payloadType?: string
}
