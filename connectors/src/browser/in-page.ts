export const selectorEngine = 'rollcall'

/** What the engine finds, sent to it as encoded JSON. */
export type Wanted =
  | { readonly find: 'table'; readonly columns: readonly string[] }
  | { readonly find: 'row'; readonly column: string; readonly is: string }
  | { readonly find: 'cell'; readonly column: string }
  | { readonly find: 'beside'; readonly caption: string }

/** A Playwright selector for what only our engine can find. Encoded, so that no value can end it early. */
export function selectorFor(wanted: Wanted): string {
  return `${selectorEngine}=${encodeURIComponent(JSON.stringify(wanted)).replaceAll("'", '%27')}`
}

/** The script of the selector engine. Playwright runs it in a world of its own, where the page's scripts cannot change it. */
export function engineScript(): string {
  return `(() => { const tools = (${String(pageTools)})()
    const queryAll = (root, body) => {
      const wanted = JSON.parse(decodeURIComponent(body))
      if (wanted.find === 'table') return tools.findTables(root, wanted.columns)
      if (wanted.find === 'row') return tools.findRows(root, wanted.column, wanted.is)
      if (wanted.find === 'beside') return tools.findBeside(root, wanted.caption)
      const cell = tools.cellUnder(root, wanted.column)
      return cell === undefined ? [] : [cell]
    }
    return { queryAll, query: (root, body) => queryAll(root, body)[0] ?? null }
  })()`
}

/** For `evaluate` on a table: the text under each wanted header (`{ name: header }`), row by row. */
export const readTableInPage = inPage(`(table, columns) => { const tools = (${String(pageTools)})()
  return tools.rowsOf(table).map((row) => Object.fromEntries(Object.entries(columns).map(([name, header]) => [name, tools.textOf(tools.cellUnder(row, header))])))
}`)

/** For `evaluate` on one row: the same for it alone. */
export const readRowInPage = inPage(`(row, columns) => { const tools = (${String(pageTools)})()
  return Object.fromEntries(Object.entries(columns).map(([name, header]) => [name, tools.textOf(tools.cellUnder(row, header))]))
}`)

/** For `evaluate` on any element: its text as the document holds it, without CSS's capitals and without what controls hold. */
export const readTextInPage = inPage(`(element) => { const tools = (${String(pageTools)})()
  return tools.textOf(element)
}`)

// Playwright sends a function's text, and takes only functions; this one has the text of another.
function inPage(script: string): (element: Element, argument?: unknown) => unknown {
  return Object.assign(() => undefined, { toString: () => script })
}

// Everything that runs inside the page. It is sent there as text, so it is one function that uses nothing but itself and what a browser has.
function pageTools() {
  return { textOf, rowsOf, cellUnder, findTables, findRows, findBeside }

  // What a control holds is not the page's word: a filter box that holds "zoe" must not look like a row about zoe.
  function textOf(element: Element | undefined): string {
    if (element === undefined) return ''
    const copy = element.cloneNode(true)
    if (!(copy instanceof Element)) return ''
    for (const control of copy.querySelectorAll('input, select, textarea, script, style')) control.remove()
    return (copy.textContent ?? '').replace(/\s+/g, ' ').trim()
  }

  function headersOf(table: Element): readonly string[] {
    const rows = [...table.querySelectorAll('tr')].filter((row) => row.closest('table') === table)
    const header = rows.findLast((row) => row.closest('thead') !== null) ?? rows.find((row) => row.querySelector(':scope > th') !== null)
    if (header === undefined) return []
    return [...header.children].flatMap((cell) =>
      Array.from({ length: Number(cell.getAttribute('colspan')) || 1 }, () => textOf(cell).toLowerCase()),
    )
  }

  function rowsOf(table: Element): readonly Element[] {
    const rows = [...table.querySelectorAll('tr')].filter((row) => row.closest('table') === table && row.closest('thead') === null)
    return rows.filter((row) => row.querySelector(':scope > td') !== null)
  }

  function cellUnder(row: Element, header: string): Element | undefined {
    const table = row.closest('table')
    const at = table === null ? -1 : headersOf(table).indexOf(header.toLowerCase())
    let column = 0
    for (const cell of row.children) {
      const width = Number(cell.getAttribute('colspan')) || 1
      if (at >= column && at < column + width) return cell
      column += width
    }
    return undefined
  }

  function findTables(root: ParentNode, columns: readonly string[]): readonly Element[] {
    const wanted = columns.map((column) => column.toLowerCase())
    return [...root.querySelectorAll('table')].filter((table) => {
      const headers = headersOf(table)
      return wanted.every((column) => headers.includes(column))
    })
  }

  function findRows(root: Element, column: string, is: string): readonly Element[] {
    return rowsOf(root).filter((row) => textOf(cellUnder(row, column)) === is)
  }

  // The control that stands next to its caption in the same small box, or the value of a description list or of a table's side header.
  function findBeside(root: ParentNode, caption: string): readonly Element[] {
    const captions = [...root.querySelectorAll('label, dt, th, td, span, b, strong, div, p')]
    return captions
      .filter((element) => textOf(element).replace(/\s*[:*]+$/, '') === caption)
      .flatMap((element) => {
        if (element.matches('dt, th')) return element.nextElementSibling === null ? [] : [element.nextElementSibling]
        const box = element.closest('tr, p, li, fieldset, .form-group') ?? element.parentElement
        const controls = [...(box?.querySelectorAll('input:not([type=hidden]), select, textarea') ?? [])]
        const next = controls.find((control) => (element.compareDocumentPosition(control) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0)
        return next === undefined ? [] : [next]
      })
      .filter((element, at, all) => all.indexOf(element) === at)
  }
}
