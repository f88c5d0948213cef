// Reads every JSON Schema of the messages in ajv's strict mode, and every example message by its schema. The exit code is 0
// only if all of them pass. Usage: npm run schemas, in a checkout of Coupa Bridge
import Ajv from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { readdirSync, readFileSync } from 'node:fs'

const contracts = new URL('../../../libs/contracts/src/', import.meta.url)
const schemas = new URL('main/resources/schemas/', contracts)
const examples = new URL('test/resources/golden/', contracts)

const ajv = new Ajv({ strict: true, allErrors: true })
addFormats(ajv)

let wrong = 0
function complain(name, why) {
  console.error(`${name}: ${why}`)
  wrong++
}

const json = (folder, name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8'))
const validators = new Map()
for (const name of readdirSync(schemas)) {
  try {
    validators.set(name.split('.')[0], ajv.compile(json(schemas, name)))
  } catch (e) {
    complain(name, e.message)
  }
}
const messages = readdirSync(examples)
for (const name of messages) {
  const validate = validators.get(name.split('.')[0])
  if (validate && !validate(json(examples, name))) {
    complain(name, ajv.errorsText(validate.errors))
  }
}
console.log(`${validators.size} schemas, ${messages.length} examples, ${wrong} that will not do`)
process.exitCode = wrong === 0 && validators.size > 0 && messages.length > 0 ? 0 : 1
