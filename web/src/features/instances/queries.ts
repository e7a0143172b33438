// The calls of the instances page, with what each makes stale.
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api, search as searchText } from '../../api/client'
import type { components } from '../../api/schema.gen'
import { send } from '../../api/transport'
import { instanceParams, type InstancesView } from '../../lib/instancesView'

export type Instance = components['schemas']['InstanceResponse']
export type InstanceInput = components['schemas']['InstanceBody']
export type Tag = components['schemas']['TagResponse']
export type TagInput = components['schemas']['TagBody']
export type ImportReport = components['schemas']['ImportResponse']

export const PAGE = 50

export const instancesQuery = (view: InstancesView) =>
  queryOptions({
    queryKey: ['instances', { ...view, open: undefined }],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const query = { ...instanceParams(view), page: view.page ?? 1, limit: PAGE }
      return (await api.get('/api/v1/instances', { query, signal })).data
    },
  })

export const instanceQuery = (id: number) =>
  queryOptions({
    queryKey: ['instance', id],
    queryFn: async ({ signal }) =>
      (await api.get('/api/v1/instances/{instance_id}', { path: { instance_id: id }, signal })).data,
  })

/** Where a browser downloads the list. */
export function instancesExport(view: InstancesView): string {
  return `/api/v1/instances/exports${searchText(instanceParams({ ...view, sort: undefined, order: undefined }))}`
}

function useStale() {
  const client = useQueryClient()
  return () =>
    Promise.all(
      ['instances', 'instance', 'instanceOptions', 'ledger', 'overview', 'tags'].map((key) =>
        client.invalidateQueries({ queryKey: [key] }),
      ),
    )
}

export function useSaveInstance(id: number | undefined) {
  const stale = useStale()
  return useMutation({
    mutationFn: (body: InstanceInput) =>
      id === undefined
        ? api.post('/api/v1/instances', { body })
        : api.put('/api/v1/instances/{instance_id}', { path: { instance_id: id }, body }),
    onSuccess: stale,
  })
}

export function useDeleteInstance() {
  const stale = useStale()
  return useMutation({
    mutationFn: (id: number) => api.delete('/api/v1/instances/{instance_id}', { path: { instance_id: id } }),
    onSuccess: stale,
  })
}

export function useRestoreInstance() {
  const stale = useStale()
  return useMutation({
    mutationFn: (id: number) =>
      api.post('/api/v1/instances/{instance_id}/actions/restore', { path: { instance_id: id } }),
    onSuccess: stale,
  })
}

/** Makes one round trip to the server. */
export function useTestInstance() {
  return useMutation({
    mutationFn: async (id: number) =>
      (
        await api.post('/api/v1/instances/{instance_id}/actions/test-connection', {
          path: { instance_id: id },
        })
      ).data,
  })
}

/** Lists the databases of the server and measures them. */
export function useSyncInstance() {
  const stale = useStale()
  return useMutation({
    mutationFn: async (id: number) =>
      (await api.post('/api/v1/instances/{instance_id}/actions/sync-capacity', { path: { instance_id: id } }))
        .data,
    onSettled: stale,
  })
}

/** Reads a list of instances; with `dryRun` nothing is kept. */
export function useImport() {
  const stale = useStale()
  return useMutation({
    mutationFn: async ({ csv, dryRun }: { csv: string; dryRun: boolean }): Promise<ImportReport> => {
      const path = `/api/v1/instances/imports?dry_run=${String(dryRun)}`
      const response = await send({ method: 'POST', path, csv })
      const answer: components['schemas']['Envelope_ImportResponse'] = JSON.parse(await response.text())
      return answer.data
    },
    onSuccess: (_, { dryRun }) => (dryRun ? undefined : stale()),
  })
}

/** Begins a run over all instances, or gives the one that is under way. */
export function useSyncAll() {
  return useMutation({
    mutationFn: async () => {
      const path = { job_name: 'capacity.collect_sizes' }
      return (await api.post('/api/v1/jobs/{job_name}/actions/run', { path })).data.run
    },
  })
}

export function useSaveTag(id: number | undefined) {
  const stale = useStale()
  return useMutation({
    mutationFn: (body: TagInput) =>
      id === undefined
        ? api.post('/api/v1/tags', { body })
        : api.put('/api/v1/tags/{tag_id}', { path: { tag_id: id }, body }),
    onSuccess: stale,
  })
}

/** As long as the offer to undo is shown, and a moment more. */
const UNDO_MS = 8_500

/** A tag that is deleted leaves its instances and can't be had back whole; so that waits until nobody took it back. */
export function useDeleteTag() {
  const stale = useStale()
  const later = (id: number, onError: (error: unknown) => void): (() => void) => {
    const timer = setTimeout(() => {
      api
        .delete('/api/v1/tags/{tag_id}', { path: { tag_id: id } })
        .catch(onError)
        .finally(() => void stale())
    }, UNDO_MS)
    return () => {
      clearTimeout(timer)
    }
  }
  return { later }
}
