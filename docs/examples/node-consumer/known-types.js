const TYPES = new Set([
  'io.coupabridge.discovered-user.v1',
  'io.coupabridge.discovered-expense.v1',
  'io.coupabridge.task-event.v1'
])

/**
 * A change that would break this program comes as another type of message, to be skipped. A message without a value asks
 * to forget its key, whatever its type.
 */
export function isKnown(message) {
  return message.value === null || TYPES.has(message.headers?.ce_type?.toString('utf8'))
}
