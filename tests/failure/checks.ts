// What a run has to say: a line "FAILED: what" with its faults for each check that found some, and how many passed.
const kShown = 20;

export class Checks {
  #passed = 0;
  #failed = 0;

  that(what: string, faults: readonly string[]): void {
    if (faults.length === 0) {
      this.#passed += 1;
      return;
    }
    const more = faults.length > kShown ? `\n  and ${faults.length - kShown} more` : '';
    this.#fail(`${what}\n  ${faults.slice(0, kShown).join('\n  ')}${more}`);
  }

  // The run itself could not go on.
  failed(error: unknown, more = ''): void {
    this.#fail(`${String(error)}\n${more}`);
  }

  // Says it, and sets the exit code.
  end(): void {
    console.log(`${this.#passed} passed, ${this.#failed} failed`);
    process.exitCode = this.#failed === 0 && this.#passed > 0 ? 0 : 1;
  }

  #fail(text: string): void {
    this.#failed += 1;
    console.log(`FAILED: ${text}`);
  }
}
