import type { IncomingMessage } from 'node:http'
import { subprotocol, wireLimits } from '@rollcall/shared/wire/frames'
import { WebSocket } from 'ws'
import { FrameChannel } from './frame-channel.ts'
import { LinkError } from './link-error.ts'

/** Dials the control plane. @throws LinkError */
export async function openChannel(url: string, signal: AbortSignal): Promise<FrameChannel> {
  const socket = new WebSocket(url, [subprotocol], {
    perMessageDeflate: false,
    maxPayload: wireLimits.frameBytes + 4,
    maxFragments: wireLimits.maxFragments,
    handshakeTimeout: wireLimits.handshakeMs,
    followRedirects: false,
  })
  const channel = new FrameChannel(socket)
  const { promise, resolve, reject } = Promise.withResolvers<FrameChannel>()
  const abort = () => channel.fail(new LinkError('network', 'Stopped.'))
  signal.addEventListener('abort', abort, { once: true })
  socket.once('open', () => resolve(channel))
  socket.once('unexpected-response', (_request, response) => {
    channel.fail(refusalOf(response))
    response.destroy()
  })
  socket.once('close', () => reject(channel.ended))
  socket.once('error', () => reject(channel.ended))
  try {
    return await promise
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

function refusalOf(response: IncomingMessage): LinkError {
  const seconds = Number(response.headers['retry-after'] ?? 0)
  const retryAfterMs = Number.isFinite(seconds) ? Math.min(900, Math.max(0, seconds)) * 1000 : 0
  return new LinkError(response.statusCode === 503 ? 'busy' : 'network', `The control plane answered ${response.statusCode}.`, {
    retryAfterMs,
  })
}
