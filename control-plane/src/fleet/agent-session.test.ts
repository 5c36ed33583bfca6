import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { openEnvelope } from '@rollcall/shared/envelope/envelope'
import { payloadTypes } from '@rollcall/shared/envelope/payload-types'
import { roleKeys } from '@rollcall/shared/trust'
import { encodeFrame } from '@rollcall/shared/wire/frame-codec'
import { welcomeFrameSchema, welcomeSchema, wireLimits } from '@rollcall/shared/wire/frames'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { testDialects } from '../../test/open-test-database.ts'
import { TestFleet } from '../../test/test-fleet.ts'
import { TestPeer } from '../../test/test-peer.ts'
import { ReceiptRecord } from '../dispatch/receipt.entity.ts'
import { OutgoingFrame } from './outgoing-frame.entity.ts'
import { revokeAgent } from './revoke-agent.ts'

describe.each(testDialects)('an agent session on %s', (dialect) => {
  let fleet: TestFleet
  beforeEach(async () => {
    fleet = await TestFleet.open(dialect, { handshakeMs: 1_000, silenceMs: 1_000, waitingFrames: 4, halfOpenPerAddress: 3 })
  })
  afterEach(() => fleet[Symbol.asyncDispose]())

  const logged = (reason: string) => fleet.log.find((line) => line['msg'] === 'agent session ended' && line['reason'] === reason)
  const offered = async (peer: TestPeer) => (await peer.take('job'))['envelope']

  describe('who gets in', () => {
    test('an agent that proves its bound key is welcomed by a signature for this very handshake', async () => {
      const agent = await fleet.enrol()
      const peer = await fleet.dial()
      peer.send(await agent.auth((await peer.take('hello'))['serverNonce'], { clientNonce: 'd'.repeat(64), received: 0 }))
      const { envelope } = welcomeFrameSchema.parse(await peer.take('welcome'))
      const bytes = openEnvelope(envelope, { payloadType: payloadTypes.welcome, keys: roleKeys(fleet.services.trust.document, 'jobs') })
      expect(welcomeSchema.parse(JSON.parse(Buffer.from(bytes).toString()))).toMatchObject({
        agent: agent.agent,
        clientNonce: 'd'.repeat(64),
        epoch: 1,
        received: 0,
        sent: 0,
      })
      expect(fleet.services.sockets.connectedAgents()).toEqual([agent.agent])
      expect(await fleet.agentRow(agent.agent)).toMatchObject({ policyDigest: 'b'.repeat(64), apps: agent.apps, lastSeenAt: fleet.at })
    })

    test.each([
      ['another protocol', '/agent/v1/session', 'rollcall.agent.9', 400],
      ['another path', '/agent/v1/other', 'rollcall.agent.1', 404],
      ['a path that is none', '//', 'rollcall.agent.1', 404],
    ])('%s is refused before the upgrade, and hurts nobody', async (_what, path, protocol, status) => {
      expect(await rawUpgrade(fleet.port, path, protocol)).toContain(`HTTP/1.1 ${status} `)
      await fleet.join()
    })

    test('a proof signed by another key is unauthorized', async () => {
      const agent = await fleet.enrol()
      const peer = await fleet.dial()
      const { privateKey } = generateKeyPairSync('ed25519')
      peer.send(await agent.auth((await peer.take('hello'))['serverNonce'], {}, privateKey))
      expect(await peer.closed()).toBe('unauthorized')
      expect(logged('unauthorized')).toMatchObject({ level: 40, code: 'signature' })
    })

    test('a proof that was made for another connection is unauthorized', async () => {
      const agent = await fleet.enrol()
      const first = await fleet.dial()
      const auth = await agent.auth((await first.take('hello'))['serverNonce'])
      first.send(auth)
      await first.take('welcome')
      const second = await fleet.dial()
      await second.take('hello')
      second.send(auth)
      expect(await second.closed()).toBe('unauthorized')
      expect(first.isClosed).toBe(false)
    })

    test('an agent of another organization’s name is unauthorized', async () => {
      const agent = await fleet.enrol()
      const peer = await fleet.dial()
      peer.send(await agent.auth((await peer.take('hello'))['serverNonce'], { organization: `org_${'9'.repeat(32)}` }))
      expect(await peer.closed()).toBe('unauthorized')
    })

    test('a revoked agent is shut out at once, and stays out', async () => {
      const { agent, peer } = await fleet.join()
      await revokeAgent(fleet.services, { ...fleet.owner, agent: agent.agent })
      fleet.services.sockets.revoke(agent.agent)
      expect(await peer.closed()).toBe('revoked')
      const again = await fleet.dial()
      again.send(await agent.auth((await again.take('hello'))['serverNonce']))
      expect(await again.closed()).toBe('unauthorized')
    })

    test('an agent that another process has revoked is dismissed by the next look of the dispatcher', async () => {
      const { agent, peer } = await fleet.join()
      await revokeAgent(fleet.services, { ...fleet.owner, agent: agent.agent })
      await fleet.dispatch()
      expect(await peer.closed()).toBe('revoked')
      expect(fleet.services.sockets.connectedAgents()).toEqual([])
    })

    test('the newest session of an agent is the one', async () => {
      const { agent, peer } = await fleet.join()
      const newer = await fleet.connect(agent)
      expect(await peer.closed()).toBe('superseded')
      newer.send({ kind: 'heartbeat' })
      await newer.take('heartbeat')
      expect(fleet.services.sockets.connectedAgents()).toEqual([agent.agent])
    })
  })

  describe('what a peer may cost', () => {
    test('a frame that is too large before the proof of identity ends the connection unread', async () => {
      const peer = await fleet.dial()
      peer.socket.send(Buffer.concat([lengthOf(wireLimits.preAuthBytes + 1), Buffer.from('{')]))
      expect(await peer.closed()).toBe('protocol')
    })

    test('a frame may be a megabyte after it, and not more', async () => {
      const { peer } = await fleet.join()
      peer.send({ kind: 'heartbeat' })
      await peer.take('heartbeat')
      peer.socket.send(lengthOf(wireLimits.frameBytes + 1))
      expect(await peer.closed()).toBe('protocol')
    })

    test('whoever does not say who it is is not waited for', async () => {
      const peer = await fleet.dial()
      await peer.closed()
      expect(logged('silent')).toBeDefined()
    })

    test('an agent that has gone silent is dropped', async () => {
      const { agent, peer } = await fleet.join()
      await peer.closed()
      expect(logged('silent')).toMatchObject({ agent: agent.agent })
      expect(fleet.services.sockets.connectedAgents()).toEqual([])
    })

    test('only so many from one address may wait to prove who they are', async () => {
      const waiting = await Promise.all([fleet.dial(), fleet.dial(), fleet.dial()])
      expect(await rawUpgrade(fleet.port, '/agent/v1/session', 'rollcall.agent.1')).toMatch(/HTTP\/1\.1 503 .*Retry-After: 5/s)
      waiting[0]?.socket.terminate()
      await expect.poll(() => rawUpgrade(fleet.port, '/agent/v1/session', 'rollcall.agent.1')).toContain('101')
    })

    test('agents with a session do not count among those who wait', async () => {
      const agents = await Promise.all(Array.from({ length: 4 }, () => fleet.enrol()))
      for (const agent of agents) await fleet.connect(agent)
      expect(fleet.services.sockets.connectedAgents()).toHaveLength(4)
    })

    test('more frames than are waited for are handled all the same, in order', async () => {
      const { agent, peer } = await fleet.join()
      const job = await fleet.queue()
      await fleet.dispatch()
      const envelope = await offered(peer)
      const accounts: never[] = []
      const frames = Array.from({ length: 40 }, (_, index) => ({
        kind: 'inventory',
        sequence: index + 1,
        job,
        part: index,
        parts: 40,
        accounts,
      }))
      peer.socket.send(Buffer.concat(frames.map(encodeFrame)))
      peer.send(await agent.receipt(envelope, { sequence: 41 }))
      await expect.poll(() => peer.heard.filter(({ kind }) => kind === 'ack').at(-1)?.['received']).toBe(41)
      expect((await fleet.job(job)).state).toBe('done')
    })

    test('a peer that sends and does not read is not read from either', async () => {
      const { peer } = await fleet.join()
      peer.socket.pause()
      const beats = Buffer.concat(Array.from({ length: 20_000 }, () => encodeFrame({ kind: 'heartbeat' })))
      for (let times = 0; times < 40; times += 1) peer.socket.send(beats)
      // What the other side does not take stays on this side, until that side hangs up.
      let kept = 0
      const look = () => ((kept = Math.max(kept, peer.socket.bufferedAmount)), logged('silent'))
      await expect.poll(look, { timeout: 15_000, interval: 10 }).toBeDefined()
      expect(kept).toBeGreaterThan(beats.length * 10)
      peer.socket.terminate()
    })
  })

  describe('frames', () => {
    test('a frame after a gap ends the session, named in the log, and is not taken', async () => {
      const { agent, peer } = await fleet.join()
      await fleet.queue()
      await fleet.dispatch()
      peer.send(await agent.receipt(await offered(peer), { sequence: 2 }))
      expect(await peer.closed()).toBe('protocol')
      expect(logged('protocol')).toMatchObject({ agent: agent.agent, code: 'gap' })
      expect((await fleet.agentRow(agent.agent)).received).toBe(0)
    })

    test('a frame that is sent again after a reconnect counts once', async () => {
      const { agent, peer } = await fleet.join()
      await fleet.queue()
      await fleet.dispatch()
      const receipt = await agent.receipt(await offered(peer), { sequence: 1 })
      peer.send(receipt)
      await peer.take('ack')
      const again = await fleet.connect(agent, { sent: 1 })
      again.send(receipt)
      expect(await again.take('ack')).toMatchObject({ received: 1 })
      expect(await fleet.services.database.read((em) => em.count(ReceiptRecord))).toBe(1)
    })

    test('two sessions that hand in the same frame leave one receipt', async () => {
      const { agent, peer } = await fleet.join()
      await fleet.queue()
      await fleet.dispatch()
      const receipt = await agent.receipt(await offered(peer), { sequence: 1 })
      const { receive } = { receive: (await import('../dispatch/receive-frame.ts')).receiveFrame }
      await Promise.all([1, 2, 3].map(() => receive(fleet.services, agent.agent, receipt)))
      expect(await fleet.services.database.read((em) => em.count(ReceiptRecord))).toBe(1)
    })

    test('what the agent does not have is sent again on resume, and what it has is forgotten', async () => {
      const { agent, peer } = await fleet.join()
      const jobs = [await fleet.queue(), await fleet.queue({ createdAt: new Date(fleet.at.getTime() + 1) })]
      fleet.pass(10)
      await fleet.dispatch()
      await peer.take('job')
      const second = await peer.take('job')
      peer.socket.terminate()
      const again = await fleet.connect(agent, { received: 1 })
      expect(await again.take('job')).toEqual(second)
      again.send({ kind: 'ack', received: 2 })
      await expect.poll(() => fleet.services.database.read((em) => em.count(OutgoingFrame))).toBe(0)
      expect(jobs).toHaveLength(2)
    })

    test('a poisoned receipt ends the session with a pause, is named in the log once, and leaves nothing', async () => {
      const { agent, peer } = await fleet.join()
      await fleet.queue()
      await fleet.dispatch()
      const poison = {
        ...(await agent.receipt(await offered(peer), { sequence: 1 })),
        disclosures: [{ salt: 's'.repeat(22), name: 'x', value: 1 }],
      }
      peer.send(poison)
      expect(await peer.closed()).toBe('protocol')
      expect(peer.heard.at(-1)).toMatchObject({ kind: 'goaway', retryAfterMs: 30_000 })
      expect(fleet.log.filter((line) => line['code'] === 'disclosure')).toMatchObject([{ agent: agent.agent, level: 40 }])
      expect((await fleet.agentRow(agent.agent)).received).toBe(0)
    })

    test('a frame of no known shape is named by what is wrong with it', async () => {
      const { agent, peer } = await fleet.join()
      peer.send({ kind: 'receipt', sequence: 1, envelope: 'nonsense', disclosures: [] })
      expect(await peer.closed()).toBe('protocol')
      expect(logged('protocol')).toMatchObject({ agent: agent.agent, code: 'schema', why: expect.stringContaining('envelope') })
    })

    test('a fault of ours ends the session without blame, is logged as an error, and the frame comes again', async () => {
      const { agent, peer } = await fleet.join()
      await fleet.queue()
      await fleet.dispatch()
      const receipt = await agent.receipt(await offered(peer), { sequence: 1 })
      const { orm } = fleet.services.database
      await orm.em.getConnection().execute('alter table receipt rename to receipt_elsewhere')
      peer.send(receipt)
      expect(await peer.closed()).toBeUndefined()
      expect(logged('failed')).toMatchObject({ agent: agent.agent, level: 50, err: { message: expect.any(String) } })
      await orm.em.getConnection().execute('alter table receipt_elsewhere rename to receipt')
      const again = await fleet.connect(agent, { received: 1, sent: 1 })
      again.send(receipt)
      expect(await again.take('ack')).toMatchObject({ received: 1 })
    })

    test('a control plane that stops tells its agents to come back', async () => {
      const { peer } = await fleet.join()
      const closing = fleet.services.sockets[Symbol.asyncDispose]()
      expect(await peer.closed()).toBe('restarting')
      await closing
    })
  })
})

test('a fragment flood is cut off', async () => {
  await using fleet = await TestFleet.open('sqlite')
  const socket = new WebSocket(`ws://127.0.0.1:${fleet.port}/agent/v1/session`, 'rollcall.agent.1')
  await once(socket, 'open')
  for (let part = 0; part < wireLimits.maxFragments + 1; part += 1) socket.send('x', { fin: false })
  const [code] = await once(socket, 'close')
  expect(code).toBe(1008)
})

function lengthOf(bytes: number): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes)
  return length
}

/** The answer to an upgrade that no client of ours would send. */
async function rawUpgrade(port: number, path: string, protocol: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: ${protocol}\r\n\r\n`,
  )
  const [answer] = await once(socket, 'data')
  socket.destroy()
  return String(answer)
}
