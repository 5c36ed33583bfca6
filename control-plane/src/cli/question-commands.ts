import type { Id } from '@rollcall/shared/ids'
import { type Command, Option } from 'commander'
import { type AnswerReason, answerReasons } from '../questions/answer-reasons.ts'
import { type QuestionKind, questionKinds } from '../questions/question-kinds.ts'
import { clientFromEnvironment } from './client.ts'
import { idArgument } from './id-argument.ts'
import { personId, personOption } from './person-argument.ts'
import { printLine, printTable } from './print.ts'
import { toCount } from './to-count.ts'

export function addQuestionCommands(program: Command): void {
  const question = program.command('question').description('what only a person can decide')
  question
    .command('list')
    .description('open questions, the oldest first')
    .addOption(new Option('--kind <kind>').choices(questionKinds))
    .option('--all', 'also those that are answered')
    .action(listQuestions)
  question.command('show').addArgument(idArgument('question')).description('one question, with what there is to know').action(showQuestion)
  question
    .command('answer')
    .addArgument(idArgument('question'))
    .argument('<answer>', 'one of the words that `question show` lists')
    .description('decide; what follows is done at once')
    .addOption(personOption('person', 'whose it is, or who answers for it'))
    .option('--days <count>', 'for how long something is accepted', toCount)
    .addOption(new Option('--reason <word>', 'goes into the ledger').choices(answerReasons))
    .action(answerQuestion)
}

async function listQuestions(options: { kind?: QuestionKind; all?: true }): Promise<void> {
  const questions = await clientFromEnvironment().question.list.query(options)
  printTable(
    ['question', 'kind', 'about', 'app', 'asked', 'answer'],
    questions.map(({ id, kind, name, app, details, askedAt, state, answer }) => [
      id,
      kind,
      name === '' ? textOf(details['userName']) : name,
      app ?? '',
      askedAt,
      answer ?? state,
    ]),
  )
}

function textOf(detail: unknown): string {
  return typeof detail === 'string' ? detail : ''
}

async function showQuestion(id: Id<'question'>): Promise<void> {
  const { kind, name, details, answers, state, answer } = await clientFromEnvironment().question.get.query({ question: id })
  printLine(`${kind}${name === '' ? '' : ` ${name}`}: ${answer ?? state}`)
  printTable(
    ['fact', 'value'],
    Object.entries(details).map(([fact, value]) => [fact, typeof value === 'string' ? value : JSON.stringify(value)]),
  )
  if (state === 'open') printLine(`answer with ${answers.join(', ')}`)
}

interface AnswerOptions {
  readonly person?: string
  readonly days?: number
  readonly reason?: AnswerReason
}

async function answerQuestion(question: Id<'question'>, answer: string, { person, ...options }: AnswerOptions): Promise<void> {
  const whose = person === undefined ? {} : { person: await personId(person) }
  await clientFromEnvironment().question.answer.mutate({ question, answer, ...options, ...whose })
  printLine('answered')
}
