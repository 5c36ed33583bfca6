import { expect, test } from 'vitest'
import { csvLine } from './csv-line.ts'

test.each([
  [['p1', 'Ada', null, ''], 'p1,Ada,,'],
  [['Smith, Ada', 'say "x"', 'a\nb'], '"Smith, Ada","say ""x""","a\nb"'],
  [['=1+1', '+49 30', '-2', '@x', '\tx'], "'=1+1,'+49 30,'-2,'@x,'\tx"],
  [['=HYPERLINK("x","y")'], '"\'=HYPERLINK(""x"",""y"")"'],
  [['a=b', 'a-b', 'x@example.test'], 'a=b,a-b,x@example.test'],
])('%j is written as %s', (cells, line) => {
  expect(csvLine(cells)).toBe(line)
})
