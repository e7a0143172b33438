// Prints what the measurements print and nothing else, so that each line is JSON.
import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter'

export default class Silent implements Reporter {
  onStdOut(chunk: string | Buffer): void {
    process.stdout.write(chunk)
  }

  onTestEnd(_: TestCase, { errors }: TestResult): void {
    for (const { message } of errors) process.stderr.write(`${message ?? ''}\n`)
  }
}
