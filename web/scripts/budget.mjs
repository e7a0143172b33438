// The bundle budget: what the first page loads, as the browser gets it (gzip), must stay small.
// Reads Vite's manifest, so lazy parts (editor, charts) don't count towards the first load.
import { readFileSync, statSync } from 'node:fs'

const dist = new URL('../dist/', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'))
const page = 'src/features/query/QueryPage.tsx'
const BUDGETS = [
  { name: 'first load', entries: ['index.html'], limit: 350 },
  { name: 'workbench', entries: ['index.html', page, 'src/features/query/editor/Editor.tsx'], limit: 500 },
  { name: 'a chart', entries: ['index.html', page, 'src/features/query/chart/Canvas.tsx'], limit: 570 },
]

let failed = false
for (const budget of BUDGETS) {
  const files = new Set()
  for (const entry of budget.entries) collect(entry, files)
  const bytes = [...files].reduce((sum, file) => sum + statSync(new URL(`${file}.gz`, dist)).size, 0)
  const kib = Math.ceil(bytes / 1024)
  console.log(`${budget.name}: ${kib} KB of ${budget.limit} KB compressed script`)
  failed ||= kib > budget.limit
}
process.exitCode = failed ? 1 : 0

/** The script files that an entry loads at once: itself and its static imports. */
function collect(entry, files) {
  const chunk = manifest[entry]
  if (!chunk) throw new Error(`${entry} is not in the manifest: build first`)
  if (files.has(chunk.file)) return
  if (chunk.file.endsWith('.js')) files.add(chunk.file)
  for (const imported of chunk.imports ?? []) collect(imported, files)
}
