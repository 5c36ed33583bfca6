/** A thing that must not be found: its name for the report, and its bytes. */
export interface Secret {
  readonly name: string
  readonly bytes: Uint8Array
}

/** A place that is searched. */
export interface Haystack {
  readonly place: string
  readonly bytes: Uint8Array
}

interface Needle {
  readonly secret: string
  readonly form: string
  readonly bytes: Buffer
}

const layersDeep = 3
const base64Run = /[A-Za-z0-9+/_-]{24,}={0,2}/g

/** Says where a secret was found and in which form; nothing when it was found nowhere. Base64 inside the haystacks is opened and searched too. */
export function findSecrets(secrets: readonly Secret[], haystacks: readonly Haystack[]): readonly string[] {
  const needles = secrets.flatMap(formsOf)
  return haystacks.flatMap(({ place, bytes }) =>
    layersOf(Buffer.from(bytes)).flatMap(({ depth, content }) =>
      needles
        .filter((needle) => content.includes(needle.bytes))
        .map(({ secret, form }) => `${secret} in ${place} as ${form}${depth === 0 ? '' : `, inside base64 (${depth} deep)`}`),
    ),
  )
}

/** Every way in which a program might write the same bytes down. */
export function formsOf({ name, bytes }: Secret): readonly Needle[] {
  const raw = Buffer.from(bytes)
  const text = raw.toString('utf8')
  const isText = Buffer.from(text, 'utf8').equals(raw)
  const texts: readonly (readonly [string, string])[] = isText
    ? [
        ['URL-encoded', encodeURIComponent(text)],
        ['form-encoded', new URLSearchParams({ x: text }).toString().slice(2)],
        ['JSON-escaped', JSON.stringify(text).slice(1, -1)],
        ['JSON-escaped twice', JSON.stringify(JSON.stringify(text)).slice(3, -3)],
        ['HTML-escaped', text.replace(/[&<>"']/g, (char) => `&#${char.codePointAt(0)};`)],
      ]
    : []
  const encoded = [...texts, ['hex', raw.toString('hex')] as const, ['upper-case hex', raw.toString('hex').toUpperCase()] as const]
  const inBase64 = [0, 1, 2].flatMap((offset) =>
    (['base64', 'base64url'] as const).map((encoding) => [`${encoding} at offset ${offset}`, coreOf(raw, { offset, encoding })] as const),
  )
  return [
    { secret: name, form: 'raw', bytes: raw },
    ...[...encoded, ...inBase64].map(([form, written]) => ({ secret: name, form, bytes: Buffer.from(written) })),
  ]
}

/** What the bytes look like in the middle of a longer base64 text, whatever stands around them. */
function coreOf(raw: Buffer, { offset, encoding }: { offset: number; encoding: 'base64' | 'base64url' }): string {
  const written = Buffer.concat([Buffer.alloc(offset), raw])
    .toString(encoding)
    .replaceAll('=', '')
  const start = offset === 0 ? 0 : offset + 1
  const end = (offset + raw.length) % 3 === 0 ? written.length : written.length - 1
  return written.slice(start, end)
}

function layersOf(bytes: Buffer): readonly { readonly depth: number; readonly content: Buffer }[] {
  const layers = [{ depth: 0, content: bytes }]
  for (const { depth, content } of layers) {
    if (depth === layersDeep) continue
    const opened =
      content
        .toString('latin1')
        .match(base64Run)
        ?.map((run) => Buffer.from(run, 'base64')) ?? []
    if (opened.length > 0) layers.push({ depth: depth + 1, content: Buffer.concat(opened.flatMap((part) => [part, Buffer.from('\n')])) })
  }
  return layers
}
