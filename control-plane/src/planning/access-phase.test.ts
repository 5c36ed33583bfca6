import { describe, expect, test } from 'vitest'
import { accessPhase, decidingWindow, phaseByHr } from './access-phase.ts'

const on = (day: string) => new Date(`2026-${day}T00:00:00Z`)
const spring = { from: on('03-01'), to: on('05-01') }
const autumn = { from: on('09-01'), to: undefined }

describe('the window that decides', () => {
  test.each([
    { at: '01-01', from: '03-01', phase: 'before' },
    { at: '03-01', from: '03-01', phase: 'inside' },
    { at: '05-01', from: '03-01', phase: 'over' },
    { at: '07-01', from: '03-01', phase: 'over' },
    { at: '09-01', from: '09-01', phase: 'inside' },
  ])('of two engagements at $at is that from $from, so the phase is $phase', ({ at, from, phase }) => {
    const window = decidingWindow([spring, autumn], on(at))
    expect(window?.from).toEqual(on(from))
    // Between two engagements HR's next fact is a start: what the first one gave is taken back all the same.
    expect(phaseByHr({ status: on(at) < autumn.from && phase !== 'inside' ? 'prehire' : 'active', window, at: on(at) })).toBe(phase)
  })

  test('without any is none, and then nothing is clear', () => {
    expect(decidingWindow([], on('01-01'))).toBeUndefined()
    expect(phaseByHr({ status: 'active', window: undefined, at: on('01-01') })).toBe('unclear')
  })
})

describe('an order', () => {
  const facts = { status: 'active', window: spring, at: on('04-01') } as const
  const orders = { forCause: false, securityHold: false, legalHold: false }

  test.each([
    [{}, 'inside'],
    [{ legalHold: true }, 'inside'],
    [{ securityHold: true }, 'held'],
    [{ securityHold: true, forCause: true }, 'over'],
  ])('%j gives %s', (given, phase) => {
    expect(accessPhase({ ...facts, orders: { ...orders, ...given } })).toBe(phase)
  })

  test('to lock somebody adds nothing once they have left, and goes before what HR contradicts', () => {
    const locked = { ...orders, securityHold: true }
    expect(accessPhase({ ...facts, at: on('06-01'), orders: locked })).toBe('over')
    expect(accessPhase({ ...facts, status: 'unknown', orders: locked })).toBe('held')
  })
})
