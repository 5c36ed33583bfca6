import { EventEmitter, once } from 'node:events'
import { Listr } from 'listr2'
import type { CaseDetail, CaseJob } from '../stage/follow-case.ts'

/** Shows a case as it runs, a line per app: a live view on a terminal, plain lines elsewhere. */
export class CaseView {
  readonly #looks = new EventEmitter()
  #latest: CaseDetail | undefined
  #shown: Promise<void> | undefined

  look(found: CaseDetail): void {
    this.#latest = found
    this.#shown ??= this.#show(found)
    this.#looks.emit('look')
  }

  async end(): Promise<void> {
    this.#looks.emit('look')
    await this.#shown
  }

  async #show(found: CaseDetail): Promise<void> {
    const tasks = found.jobs.map(({ app }) => ({
      title: app,
      task: (_: unknown, line: { title: string; output: string }) => this.#follow(app, line),
    }))
    await new Listr(tasks, {
      concurrent: true,
      exitOnError: false,
      renderer: isLive() ? 'default' : 'simple',
      rendererOptions: { collapseErrors: false },
    }).run()
  }

  async #follow(app: string, line: { title: string; output: string }): Promise<void> {
    for (;;) {
      const job = this.#latest?.jobs.find((candidate) => candidate.app === app)
      if (job?.state === 'done') return void (line.title = `${app}: ${describeSteps(job)}`)
      if (job?.state === 'failed' || this.#latest?.state === 'needs_person')
        throw new Error(`${app}: ${job?.failure ?? 'waits for a person'}`)
      // A live view puts this under the app's own line; plain lines have to name it.
      const said = job === undefined ? '' : `${isLive() ? '' : `${app}: `}${describeProgress(job)}`
      if (said !== line.output) line.output = said
      await once(this.#looks, 'look')
    }
  }
}

export function describeSteps(job: CaseJob): string {
  return job.steps
    .map(({ step, receipt }) => `${step.verb}${'entitlement' in step ? ` ${step.entitlement}` : ''} → ${receipt?.outcome ?? '…'}`)
    .join(', ')
}

function describeProgress({ state, progress, steps }: CaseJob): string {
  if (progress === null) return state === 'leased' ? 'on its way to the agent' : 'waiting for an agent'
  return `step ${progress.step + 1} of ${progress.of}: ${steps[progress.step]?.step.verb ?? ''}, ${progress.state.replace('_', ' ')}`
}

/** A terminal that does not say how wide it is cannot be drawn on. */
function isLive(): boolean {
  return process.stdout.isTTY && process.stdout.columns >= 40
}
