import { addJoiner, endEngagement, moveDepartment } from '../company/edit-roster.ts'
import { dateIn, daysBefore, lastFinishedDay } from '../stage/dates.ts'

/** One turn of one person's working life, as HR enters it: an edit of the roster file. */
export interface Life {
  readonly id: 'joiner' | 'mover' | 'leaver' | 'back-dated-leaver' | 'leaver-while-agent-down'
  readonly title: string
  /** Published by KINT for the same turn, in seconds. */
  readonly kintSeconds?: number
  readonly edit: (csv: string, at: Date) => string
}

export const lives: readonly Life[] = [
  {
    id: 'joiner',
    title: 'Joiner: Noor Haddad starts in Engineering, Berlin, today',
    kintSeconds: 8,
    edit: (csv, at) =>
      addJoiner(csv, {
        personId: '00901',
        engagementId: '000901',
        givenName: 'Noor',
        familyName: 'Haddad',
        department: 'Engineering',
        title: 'Optics Engineer',
        managerId: '00031',
        startDate: dateIn('Europe/Berlin', at),
      }),
  },
  {
    id: 'mover',
    title: 'Mover: Hector goes from Customer Care to Sales, New York',
    edit: (csv) => moveDepartment(csv, { personId: '00048', department: 'Sales', title: 'Account Executive', managerId: '00001' }),
  },
  {
    id: 'leaver',
    title: 'Leaver: Nurul’s last day in Singapore ended at 18:00',
    kintSeconds: 47,
    edit: (csv, at) => endEngagement(csv, { personId: '00057', endDate: lastFinishedDay('Asia/Singapore', at) }),
  },
  {
    id: 'back-dated-leaver',
    title: 'Back-dated leaver: HR keys today that Pieter left ten days ago',
    kintSeconds: 47,
    edit: (csv, at) => endEngagement(csv, { personId: '00089', endDate: daysBefore(dateIn('Africa/Johannesburg', at), 10) }),
  },
  {
    id: 'leaver-while-agent-down',
    title: 'Leaver while an agent is down: Imran; the warehouse agent has no power',
    edit: (csv, at) => endEngagement(csv, { personId: '00099', endDate: lastFinishedDay('Asia/Kolkata', at) }),
  },
]
