import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { ed25519Signer } from '@rollcall/shared/envelope/keys'
import { p256Signer } from '@rollcall/shared/envelope/p256-signer'
import { isTrustExpired } from '@rollcall/shared/trust'
import { pino } from 'pino'
import { Reconciler } from './accounts/reconciler.ts'
import { ApprovalClock } from './approvals/approval-clock.ts'
import { CaseContinuer } from './cases/case-continuer.ts'
import { CasePlanner } from './cases/case-planner.ts'
import type { ControlPlaneConfig } from './config.ts'
import { migrate } from './database/migrate.ts'
import { openDatabase } from './database/open-database.ts'
import { WakeUps } from './database/wake-ups.ts'
import { JobDispatcher } from './dispatch/dispatch-jobs.ts'
import { renewLease } from './dispatch/leases.ts'
import { ProgressBoard } from './dispatch/progress-board.ts'
import { receiveFrame } from './dispatch/receive-frame.ts'
import { AgentSockets } from './fleet/agent-sockets.ts'
import { openAuth } from './fleet/open-auth.ts'
import { acknowledgeFrames, framesAfter } from './fleet/outgoing-frames.ts'
import { type SessionLimits, sessionLimits } from './fleet/session-limits.ts'
import { welcomeAgent } from './fleet/welcome-agent.ts'
import { createApp } from './http/create-app.ts'
import { WarningClock } from './notifications/warning-clock.ts'
import { OrderClock } from './orders/order-clock.ts'
import { ChallengeBook } from './organizations/challenge-book.ts'
import type { Ports } from './ports.ts'
import { refreshTimeZones } from './schedule/refresh-time-zones.ts'
import type { Services, Signers } from './services.ts'
import { TaskClock } from './tasks/task-clock.ts'
import { type LoadedTrust, readKeyFolder } from './trust/key-folder.ts'
import { noteSigner } from './trust/note-signer.ts'

/** What the world gives us; tests replace single members. */
export async function openPorts(config: ControlPlaneConfig, overrides: Partial<Ports> = {}): Promise<Ports> {
  const database = overrides.database ?? (await openDatabase(config.database))
  const log = pino({ level: config.logLevel, base: null }, pino.destination({ dest: 2, sync: true }))
  return { database, wakeUps: new WakeUps(), now: () => new Date(), random: (bytes) => randomBytes(bytes), log, ...overrides }
}

export interface RunningControlPlane extends AsyncDisposable {
  readonly services: Services
  readonly url: string
}

/** Starts the control plane: database brought up to date, HTTP and agent sockets listening, loops running. Disposing stops it in the reverse order. */
export async function startControlPlane(config: ControlPlaneConfig, overrides: Partial<Ports> = {}): Promise<RunningControlPlane> {
  await using started = new AsyncDisposableStack()
  const ports = await openPorts(config, overrides)
  started.use(ports.database)
  const loaded = readKeyFolder(config.keys)
  await migrate(ports.database)
  await refreshTimeZones(ports, process.versions.tz ?? 'none')
  const server = started.adopt(createServer(), stopServer)
  const url = await listen(server, config)
  const services = composeServices(ports, { loaded, publicUrl: config.port === 0 ? url : config.publicUrl })
  server.on('request', createApp(services))
  started.use(services.sockets).attach(server)
  const stopping = new AbortController()
  const loops = startLoops(services, stopping.signal)
  started.defer(async () => (stopping.abort(), void (await loops)))
  if (isTrustExpired(loaded.trust, ports.now())) ports.log.error('the trust document has expired: agents refuse every job')
  ports.log.info({ url }, 'control plane is listening')
  const running = started.move()
  return { services, url, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

export interface ServiceParts {
  readonly loaded: LoadedTrust
  readonly publicUrl: string
  readonly limits?: SessionLimits
}

export function composeServices(ports: Ports, { loaded, publicUrl, limits = sessionLimits }: ServiceParts): Services {
  const progress = new ProgressBoard()
  const signers: Signers = {
    jobs: ed25519Signer(loaded.roleKeys.jobs),
    log: (origin) => noteSigner(origin, loaded.roleKeys.log),
    packet: [ed25519Signer(loaded.roleKeys.packet), p256Signer(loaded.roleKeys.packetP256)],
  }
  const signing = { ...ports, jobs: signers.jobs }
  const sockets = new AgentSockets({
    controlPlane: loaded.trust.controlPlane,
    trustVersion: loaded.trust.version,
    limits,
    log: ports.log,
    now: ports.now,
    nonce: () => Buffer.from(ports.random(32)).toString('hex'),
    openAuth: (frame, nonce) => openAuth(ports.database, frame, nonce),
    welcome: (auth) => welcomeAgent(signing, auth),
    framesAfter: (agent, sequence) => ports.database.read((em) => framesAfter(em, agent, sequence)),
    acknowledged: (agent, sequence) => ports.database.transact((em) => acknowledgeFrames(em, agent, sequence)),
    receive: (agent, frame) => receiveFrame(ports, agent, frame),
    renewLease: (agent, job, fence) => renewLease(signing, { agent, job, fence }),
    progress: (_agent, signal) => progress.set(signal),
    connected: () => ports.wakeUps.notify('dispatch'),
  })
  return {
    ...ports,
    publicUrl,
    trust: { document: loaded.trust, envelope: loaded.envelope, fingerprint: loaded.fingerprint },
    signers,
    sockets,
    progress,
    challenges: new ChallengeBook(ports.random),
  }
}

function startLoops(services: Services, signal: AbortSignal): Promise<unknown> {
  const { sockets } = services
  services.wakeUps.listen('frames', (agent) => sockets.pump(agent), signal)
  const planner = new CasePlanner(services)
  const dispatcher = new JobDispatcher({
    ...services,
    jobs: services.signers.jobs,
    connectedAgents: () => sockets.connectedAgents(),
    dismiss: (agent) => sockets.revoke(agent),
  })
  return Promise.all([
    planner.start(signal),
    new CaseContinuer(services).start(signal),
    dispatcher.start(signal),
    new Reconciler(services).start(signal),
    new ApprovalClock(services).start(signal),
    new OrderClock(services).start(signal),
    new TaskClock(services).start(signal),
    new WarningClock(services).start(signal),
  ])
}

async function listen(server: Server, { host, port }: ControlPlaneConfig): Promise<string> {
  server.listen(port, host)
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('the control plane listens on a TCP port')
  return `http://${address.family === 'IPv6' ? `[${host}]` : host}:${address.port}`
}

/** Requests under way get a moment to finish. */
async function stopServer(server: Server): Promise<void> {
  if (!server.listening) return
  const closed = once(server, 'close')
  server.close()
  const impatient = setTimeout(() => server.closeAllConnections(), 3_000)
  await closed
  clearTimeout(impatient)
}
