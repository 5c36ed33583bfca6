import type { Locator, Page } from 'playwright-core'
import { selectorFor } from './in-page.ts'
import type { Run } from './run.ts'
import type { Rung, Target } from './target-schema.ts'
import { renderTemplate } from './template.ts'

type Root = Page | Locator

/** Where a target can be now: one locator per rung, all inside its parent. Undefined while the parent itself is not there. */
export async function locate(run: Run, name: string, options: { hidden?: boolean } = {}): Promise<readonly Locator[] | undefined> {
  const target = targetOf(run, name)
  const parent = await parentOf(run, target)
  if (parent === undefined) return undefined
  const root = target.row === undefined ? parent : rowIn(parent, { ...target.row, is: renderTemplate(target.row.is, run.scope) })
  const found = target.by.map((rung) => locateRung(run, root, rung))
  return options.hidden ? found : found.map((locator) => locator.filter({ visible: true }))
}

export function targetOf(run: Run, name: string): Target {
  const target = run.recipe.targets[name]
  if (target === undefined) throw new RangeError(`the recipe was loaded without target ${name}`)
  return target
}

/** How many elements each rung matches, asked all at once. */
export function countAll(locators: readonly Locator[]): Promise<readonly number[]> {
  return Promise.all(locators.map((locator) => locator.count()))
}

async function parentOf(run: Run, target: Target): Promise<Root | undefined> {
  if (target.in === undefined) return run.page
  const rungs = await locate(run, target.in)
  if (rungs === undefined) return undefined
  const counts = await countAll(rungs)
  return rungs[counts.indexOf(1)]
}

function rowIn(parent: Root, row: { column: string; is: string }): Locator {
  return parent.locator(selectorFor({ find: 'row', ...row }))
}

function locateRung(run: Run, root: Root, rung: Rung): Locator {
  switch (rung.kind) {
    case 'role':
      return root.getByRole(rung.role, rung.name === undefined ? {} : { name: renderTemplate(rung.name, run.scope), exact: true })
    case 'label':
      return root.getByLabel(rung.label, { exact: true })
    case 'beside':
      return root.locator(selectorFor({ find: 'beside', caption: rung.beside }))
    case 'testid':
      return root.locator(`css=[${rung.attribute}=${JSON.stringify(rung.testid)}]`)
    case 'placeholder':
      return root.getByPlaceholder(rung.placeholder, { exact: true })
    case 'title':
      return root.getByTitle(rung.title, { exact: true })
    case 'text':
      return root.getByText(renderTemplate(rung.text, run.scope), { exact: true })
    case 'columns':
      return root.locator(selectorFor({ find: 'table', columns: rung.columns }))
    case 'cell':
      return root.locator(selectorFor({ find: 'cell', column: rung.cell }))
    case 'css':
      return root.locator(`css=${rung.css}`)
  }
}
