/** What completed runs say they published, and what came. Records and receipts come in any order. */
export class Receipts {
  #came = new Map()
  #promised = new Map()
  #sequences = new Map()

  /** A record of that run came. */
  count(run) {
    this.#came.set(run, (this.#came.get(run) ?? 0n) + 1n)
  }

  /** A task event came. */
  take(event) {
    const sequence = BigInt(event.sequence)
    if (sequence <= (this.#sequences.get(event.commandId) ?? 0n)) {
      return
    }
    this.#sequences.set(event.commandId, sequence)
    if (event.type === 'COMPLETED') {
      const { recordsNew, recordsChanged, recordsRemoved } = event.progress
      this.#promised.set(event.commandId, BigInt(recordsNew) + BigInt(recordsChanged) + BigInt(recordsRemoved))
    }
  }

  /** The runs of which everything came. */
  agreeing() {
    return [...this.#promised.keys()].filter(run => this.#cameOf(run) === this.#promised.get(run))
  }

  /** A sentence for each other run. While topics are read, something may only be on its way. */
  disagreeing() {
    return [...this.#promised.keys()]
      .filter(run => this.#cameOf(run) !== this.#promised.get(run))
      .map(run => `Run ${run} published ${this.#promised.get(run)} records, and ${this.#cameOf(run)} came.`)
  }

  #cameOf(run) {
    return this.#came.get(run) ?? 0n
  }
}
