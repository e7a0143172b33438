// The tags: adding, renaming, colouring, deleting. A deletion waits until it can't be undone any more.
import { Button, ColorInput, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { tagsQuery } from '../../api/tags'
import { errorText } from '../../i18n/errorText'
import { Dialog } from '../../ui/Dialog'
import { IconButton } from '../../ui/IconButton'
import { Note } from '../../ui/Note'
import { SkeletonRows } from '../../ui/Skeleton'
import { toastError } from '../../ui/toast'
import { toastUndo } from '../../ui/toastUndo'
import { useDeleteTag, useSaveTag, type Tag } from './queries'

const COLORS = ['#0b6a73', '#934500', '#76389b', '#17703c', '#b0221b', '#1b59ae', '#7a5230', '#5e6973']

export function TagsDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation('instances')
  const { data } = useQuery({ ...tagsQuery, enabled: opened })
  const [leaving, setLeaving] = useState<readonly number[]>([])
  const tags = data?.filter(({ id }) => !leaving.includes(id))
  return (
    <Dialog opened={opened} title={t('tagsTitle')} wide onClose={onClose}>
      <div className="form">
        <p className="sub">{t('tagsText')}</p>
        {!tags ? (
          <SkeletonRows rows={3} />
        ) : tags.length === 0 ? (
          <p className="muted">{t('noTags')}</p>
        ) : null}
        <ul className="tag-list">
          {(tags ?? []).map((tag) => (
            <TagLine
              key={tag.id}
              tag={tag}
              onLeave={(left) => {
                setLeaving((before) =>
                  left ? [...before, tag.id] : before.filter((known) => known !== tag.id),
                )
              }}
            />
          ))}
        </ul>
        <NewTag />
      </div>
    </Dialog>
  )
}

function TagLine({ tag, onLeave }: { tag: Tag; onLeave: (left: boolean) => void }) {
  const { t } = useTranslation('instances')
  const { t: tShared } = useTranslation('shared')
  const save = useSaveTag(tag.id)
  const remove = useDeleteTag()
  const [name, setName] = useState(tag.display_name)
  const failed = (error: unknown) => {
    toastError(errorText(error, tShared))
  }
  const keep = (change: { display_name?: string; color?: string }) => {
    save.mutate(
      { name: tag.name, display_name: tag.display_name, color: tag.color, ...change },
      { onError: failed },
    )
  }
  return (
    <li className="row">
      <ColorInput
        className="tag-color"
        aria-label={t('tagColor', { name: tag.display_name })}
        value={tag.color}
        swatches={COLORS}
        disallowInput
        withEyeDropper={false}
        onChangeEnd={(color) => {
          if (color !== tag.color) keep({ color })
        }}
      />
      <TextInput
        className="grow"
        aria-label={t('tagName', { name: tag.display_name })}
        value={name}
        onChange={(event) => {
          setName(event.currentTarget.value)
        }}
        onBlur={() => {
          if (name.trim() !== '' && name !== tag.display_name) keep({ display_name: name.trim() })
        }}
      />
      <span className="muted use">{t('tagUse', { count: tag.instance_count })}</span>
      <IconButton
        label={t('deleteTag', { name: tag.display_name })}
        onClick={() => {
          const stay = remove.later(tag.id, (error) => {
            onLeave(false)
            failed(error)
          })
          onLeave(true)
          toastUndo({
            message: t('tagDeleted', { name: tag.display_name }),
            undo: tShared('undo'),
            onUndo: () => {
              stay()
              onLeave(false)
            },
          })
        }}
      >
        <Trash2 size={16} />
      </IconButton>
    </li>
  )
}

function NewTag() {
  const { t } = useTranslation('instances')
  const { t: tShared } = useTranslation('shared')
  const save = useSaveTag(undefined)
  const [name, setName] = useState('')
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim() === '') return
        const color = COLORS[name.length % COLORS.length] ?? 'gray'
        save.mutate(
          { name: name.trim(), display_name: name.trim(), color },
          {
            onSuccess: () => {
              setName('')
            },
          },
        )
      }}
    >
      {save.error ? (
        <Note tone="bad" boxed>
          {errorText(save.error, tShared)}
        </Note>
      ) : null}
      <div className="row">
        <TextInput
          className="grow"
          aria-label={t('newTag')}
          placeholder={t('newTag')}
          value={name}
          data-autofocus
          onChange={(event) => {
            setName(event.currentTarget.value)
          }}
        />
        <Button type="submit" loading={save.isPending}>
          {t('addTag')}
        </Button>
      </div>
    </form>
  )
}
