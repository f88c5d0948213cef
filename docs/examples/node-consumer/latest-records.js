/** The latest version of each record. In memory here; in your service a table with the same rule. */
export class LatestRecords {
  #records = new Map()

  /**
   * @param value null when the record is to be forgotten
   * @returns whether it was news: a version that is not higher than the one held is ignored
   */
  take(key, value) {
    if (value === null) {
      this.#records.delete(key)
      return false
    }
    const held = this.#records.get(key)
    if (held && BigInt(value.version) <= BigInt(held.version)) {
      return false
    }
    // a removed record leaves its version behind: a lower one that comes late must not bring it back
    this.#records.set(key, value)
    return true
  }

  /** How many records Coupa has. */
  get size() {
    return [...this.#records.values()].filter(record => record.change !== 'REMOVED').length
  }
}
