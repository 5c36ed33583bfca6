import { expect, test } from 'vitest'
import { nameOperations, withName } from './name-changes.ts'
import { type Email, type ScimUser, userSchema } from './resources.ts'

const work = (value: string): Email => ({ value, type: 'work', primary: true })
const other = (value: string): Email => ({ value, type: 'other' })
const user = (userName: string, emails?: readonly Email[]): ScimUser => userSchema.parse({ id: '1', userName, emails })
const old = 'ada@x.example'
const fresh = 'ada.king@x.example'

test.each([
  ['follows the name', user(old, [work(old)]), { userName: fresh }, [work(fresh)]],
  ['follows the name in other letters', user('Ada@X.example', [work(old)]), { userName: fresh }, [work(fresh)]],
  ['follows, and the old one stays', user(old, [work(old)]), { userName: fresh, alias: old }, [work(fresh), other(old)]],
  ['follows where the name was no address', user('ada', [work(old)]), { userName: fresh, alias: old }, [work(fresh), other(old)]],
  ['of its own is left alone', user(old, [work('sales@x.example')]), { userName: fresh }, undefined],
  [
    'of its own stays before the old one',
    user(old, [work('s@x.example')]),
    { userName: fresh, alias: old },
    [work('s@x.example'), other(old)],
  ],
  ['stays where the new name is none', user('ada', [work(old)]), { userName: 'ada.king', alias: old }, undefined],
  [
    'kept before is kept once',
    user(old, [work(old), other('a@x.example')]),
    { userName: fresh, alias: 'A@x.example' },
    [work(fresh), other('a@x.example')],
  ],
  ['that is not there is not made up', user(old), { userName: fresh }, undefined],
])('a main address that %s', (_what, before, name, emails) => {
  expect(nameOperations(name, before)).toEqual([
    { op: 'replace', path: 'userName', value: name.userName },
    ...(emails === undefined ? [] : [{ op: 'replace', path: 'emails', value: emails }]),
  ])
  expect(withName(before, name)).toEqual({ ...before, userName: name.userName, ...(emails !== undefined && { emails }) })
})
