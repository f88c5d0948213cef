/*
 * A whole consumer of Coupa Bridge: it holds the latest version of every user and expense line, and checks the receipt of
 * every run. `node consumer.js SERVERS` follows the topics; `node consumer.js SERVERS --once` ends where they end now.
 */
import { randomUUID } from 'node:crypto'
import { Kafka, logLevel } from 'kafkajs'
import { parse } from 'lossless-json'
import { isKnown } from './known-types.js'
import { LatestRecords } from './latest-records.js'
import { Receipts } from './receipts.js'

const USERS = 'coupa.roster.users'
const LINES = 'coupa.expense.lines'
const TASK_EVENTS = 'coupa.task-events'
const TOPICS = [USERS, LINES, TASK_EVENTS]

const [servers, mode] = process.argv.slice(2)
if (!servers || (mode && mode !== '--once')) {
  console.error('Usage: node consumer.js SERVERS [--once]')
  process.exit(2)
}

const users = new LatestRecords()
const lines = new LatestRecords()
const receipts = new Receipts()

const kafka = new Kafka({ clientId: 'example-consumer', brokers: servers.split(','), logLevel: logLevel.ERROR })
const consumer = kafka.consumer({
  // What this example holds is gone when it ends, so each start is a new group that reads everything. If yours is kept in
  // a database, give your group a fixed name.
  groupId: `example-consumer-${randomUUID()}`,
  // false is read_committed: without what an unfinished or aborted transaction has written
  readUncommitted: false
})

/** Ids have 64 bits and a JavaScript number keeps 53: every number stays text, to be turned into what it is needed as. */
function json(value) {
  return parse(value.toString('utf8'), undefined, digits => digits)
}

function take(topic, message) {
  // null asks to forget the record
  const value = message.value && json(message.value)
  if (topic === TASK_EVENTS) {
    receipts.take(value)
    return
  }
  const records = topic === USERS ? users : lines
  if (records.take(message.key.toString('utf8'), value)) {
    receipts.count(message.headers.coupabridge_run_id.toString('utf8'))
  }
}

async function work({ batch, resolveOffset, heartbeat, commitOffsetsIfNecessary }) {
  for (const message of batch.messages) {
    try {
      if (isKnown(message)) {
        take(batch.topic, message)
      }
    } catch (error) {
      // one message must not stop all others; a real consumer keeps it for somebody to look at
      console.error(`Unreadable: ${batch.topic}-${batch.partition}@${message.offset} (${error.message})`)
    }
    resolveOffset(message.offset)
  }
  await heartbeat()
  // after the work: what is not committed when this program dies comes again, and is ignored then
  await commitOffsetsIfNecessary()
}

/** Resolves when everything has been read that stands on the topics now. */
async function end() {
  const admin = kafka.admin()
  await admin.connect()
  const open = new Map()
  for (const topic of TOPICS) {
    for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) {
      if (low !== high) {
        open.set(`${topic}/${partition}`, BigInt(high))
      }
    }
  }
  await admin.disconnect()
  return new Promise(resolve => {
    const check = () => open.size === 0 && resolve()
    consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
      const place = `${payload.topic}/${payload.partition}`
      if (BigInt(payload.lastOffset) + 1n >= open.get(place)) {
        open.delete(place)
      }
      check()
    })
    check()
  })
}

function summary() {
  return `${users.size} users, ${lines.size} lines, ${receipts.agreeing().length} receipts agree`
}

const caughtUp = end()
await consumer.connect()
await consumer.subscribe({ topics: TOPICS, fromBeginning: true })
await consumer.run({ eachBatch: work })

if (mode === '--once') {
  await caughtUp
  await consumer.disconnect()
  const wrong = receipts.disagreeing()
  wrong.forEach(difference => console.error(difference))
  console.log(`${summary()}, ${wrong.length} do not`)
  process.exit(wrong.length === 0 ? 0 : 1)
}
setInterval(() => console.log(summary()), 10_000)
