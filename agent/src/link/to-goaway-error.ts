import type { Signal } from '@rollcall/shared/wire/frames'
import type { Random } from '../ports.ts'
import { randomFraction } from '../random-fraction.ts'
import { goawayDelayMs } from './goaway-delay.ts'
import { LinkError } from './link-error.ts'

type Goaway = Extract<Signal, { kind: 'goaway' }>

const reasons: Readonly<Record<Goaway['code'], string>> = {
  superseded: 'Another session of this same agent has taken over: is a copy of its home directory running?',
  revoked: 'This agent was revoked. Ask an operator, then enrol again in a new home directory.',
  restarting: 'The control plane restarts.',
  too_old: 'This agent is too old for the control plane. Update it.',
  unauthorized: 'The control plane does not accept this agent. Ask an operator whether it was revoked.',
  protocol: 'The control plane did not understand this agent.',
}

export function toGoawayError(goaway: Goaway, random: Random): LinkError {
  return new LinkError('goaway', reasons[goaway.code], { retryAfterMs: goawayDelayMs(goaway, randomFraction(random)) })
}
