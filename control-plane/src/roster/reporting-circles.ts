/** Every circle of people who manage each other, each once, in a fixed order. Somebody who is their own manager is a circle of one. */
export function reportingCircles(managers: ReadonlyMap<string, string | undefined>): readonly (readonly string[])[] {
  const settled = new Set<string>()
  const loops: (readonly string[])[] = []
  for (const start of managers.keys()) {
    const path: string[] = []
    const onPath = new Set<string>()
    let key: string | undefined = start
    while (key !== undefined && managers.has(key) && !settled.has(key) && !onPath.has(key)) {
      path.push(key)
      onPath.add(key)
      key = managers.get(key)
    }
    if (key !== undefined && onPath.has(key)) loops.push(path.slice(path.indexOf(key)).sort())
    for (const one of path) settled.add(one)
  }
  return loops
}
