// Saves an answer to a file while it arrives.

type Sink = {
  write: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>
  close: () => Promise<void>
  abort: () => Promise<void>
}
type Picker = (options: { suggestedName: string }) => Promise<{ createWritable: () => Promise<Sink> }>

/** Gives how many bytes were saved; `undefined` when the user chose no file. A cut-off answer is an error. */
export async function saveStream(
  name: string,
  type: string,
  open: () => Promise<Response>,
  onProgress: (bytes: number) => void,
): Promise<number | undefined> {
  const picker = filePicker()
  let sink: Sink
  if (picker) {
    try {
      sink = await (await picker({ suggestedName: name })).createWritable()
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return undefined
      throw error
    }
  } else sink = memorySink(name, type)
  try {
    const bytes = await pour(await open(), sink, onProgress)
    await sink.close()
    return bytes
  } catch (error) {
    await sink.abort()
    throw error
  }
}

async function pour(response: Response, sink: Sink, onProgress: (bytes: number) => void): Promise<number> {
  const reader = response.body?.getReader()
  let bytes = 0
  let told = 0
  while (reader) {
    const { done, value } = await reader.read()
    if (done) break
    await sink.write(value)
    bytes += value.length
    if (Date.now() - told > 250) {
      told = Date.now()
      onProgress(bytes)
    }
  }
  return bytes
}

/** Chromium can write to disk as it goes; it offers that only to secure pages. */
function filePicker(): Picker | undefined {
  if (!('showSaveFilePicker' in window) || navigator.webdriver) return undefined
  const show: unknown = window.showSaveFilePicker
  return isPicker(show) ? show.bind(window) : undefined
}

function isPicker(value: unknown): value is Picker {
  return typeof value === 'function'
}

function memorySink(name: string, type: string): Sink {
  const parts: Uint8Array<ArrayBuffer>[] = []
  return {
    write: (bytes) => {
      parts.push(bytes)
      return Promise.resolve()
    },
    close: () => {
      const link = document.createElement('a')
      link.href = URL.createObjectURL(new Blob(parts, { type }))
      link.download = name
      link.click()
      setTimeout(() => {
        URL.revokeObjectURL(link.href)
      }, 60_000)
      return Promise.resolve()
    },
    abort: () => Promise.resolve(),
  }
}
