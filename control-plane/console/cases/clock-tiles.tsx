import { Tooltip } from '@mantine/core'
import type { CaseDetail } from '../api/trpc.ts'
import { useLanguage, useWords } from '../language/language-context.ts'
import { useNow } from '../language/use-now.ts'
import { caseClocks } from './case-clocks.ts'
import { Tile } from './tile.tsx'

/** A day: HR often keys in the evening what was true in the morning. */
const backdatedMs = 86_400_000

/** The case on both clocks: since HR told us, and since it was true by HR's dates. */
export function ClockTiles({ found }: { readonly found: CaseDetail }) {
  const { words, formats } = useLanguage()
  const clocks = caseClocks(found, useNow())
  const show = clocks.isTicking ? formats.ticking : formats.duration
  return (
    <>
      <Tile title={words.cases.sinceTold} value={show(clocks.sinceToldMs)}>
        {words.cases.told} <Instant at={found.recordedAt} />
      </Tile>
      <Tile
        title={words.cases.sinceEffective}
        value={clocks.sinceEffectiveMs < 0 ? words.cases.notYetDue : show(clocks.sinceEffectiveMs)}
        badge={found.toldLateMs >= backdatedMs && <Backdated delay={formats.ticking(found.toldLateMs)} />}
      >
        {words.cases.effective} <Instant at={found.effectiveAt} />
      </Tile>
    </>
  )
}

function Instant({ at }: { readonly at: string }) {
  const { formats } = useLanguage()
  return (
    <time dateTime={at} title={at}>
      {formats.instant(at)}
    </time>
  )
}

function Backdated({ delay }: { readonly delay: string }) {
  const { cases } = useWords()
  return (
    <Tooltip label={cases.toldLate(delay)}>
      <span className="badge" data-tone="warn">
        {cases.backdated}
      </span>
    </Tooltip>
  )
}
