import type { RefObject } from 'preact'
import type { EventFinding, SluiceEvent } from '../events/schema.ts'
import { CopyButton } from './copy-button.tsx'
import type { Detail } from './live.ts'
import { Excerpt, Text } from './text.tsx'
import { VerdictBadge } from './verdict.tsx'
import {
  answerWords,
  bodyWordsOf,
  capitalised,
  className,
  countOf,
  decodingWords,
  fullTime,
  mainFinding,
  operationWords,
  placeOf,
} from './words.ts'

interface Props {
  detail: Detail | undefined
  panel: RefObject<HTMLElement | null>
  onClose: () => void
}

/** Why an event is one: the verdict, what was found where, and the request. */
export function EventDetail({ detail, panel, onClose }: Props) {
  if (detail === undefined) {
    return (
      <section class="detail is-idle" aria-label="Event">
        <p>Choose an event to see why it is one.</p>
        <p class="help">
          <kbd>j</kbd> <kbd>k</kbd> or arrows move, <kbd>Enter</kbd> opens, <kbd>Esc</kbd> closes.
        </p>
      </section>
    )
  }
  return (
    <section class="detail" aria-label="Event" tabIndex={-1} ref={panel}>
      <button type="button" class="close quiet" onClick={onClose}>
        <span class="close-word">Back to the list</span>
        <span class="close-sign" aria-hidden="true">
          ×
        </span>
      </button>
      {typeof detail === 'object' ? <EventStory event={detail} /> : <p class="waiting">{WAITING[detail]}</p>}
    </section>
  )
}

const WAITING = {
  loading: 'Loading…',
  gone: 'This event is no longer kept.',
  failed: 'The event can’t be fetched now.',
}

function EventStory({ event }: { event: SluiceEvent }) {
  const main = mainFinding(event)
  return (
    <>
      <div class="verdict-line">
        <VerdictBadge verdict={event.verdict} />
        <h2>
          <Text value={main ? className(main.class) : 'No finding'} />
        </h2>
      </div>
      <p class="reason">
        <Text value={event.reason} />
      </p>
      <ScoreBar score={event.score} threshold={event.threshold} verdict={event.verdict} />

      <h3>{event.findings.length === 1 ? 'Finding' : `${event.findings.length} findings`}</h3>
      {event.findings.map((finding, index) => (
        <FindingCard
          key={index}
          finding={finding}
          mediaType={event.request.mediaType}
          decided={index === event.decidedBy && event.findings.length > 1}
        />
      ))}
      {event.findingsDropped > 0 && <p class="help">{countOf(event.findingsDropped, 'more finding')} not kept.</p>}

      <h3>Request</h3>
      <RequestText event={event} />

      <h3>Exchange</h3>
      <Facts event={event} />
    </>
  )
}

const MOST = 10

function ScoreBar({ score, threshold, verdict }: Pick<SluiceEvent, 'score' | 'threshold' | 'verdict'>) {
  const cells = Array.from({ length: MOST }, (_, index) => index + 1)
  return (
    <div class={`score is-${verdict}`}>
      <span class="score-cells" aria-hidden="true">
        {cells.map((cell) => (
          <i key={cell} class={`${cell <= score ? 'is-on' : ''}${cell === threshold ? ' is-threshold' : ''}`} />
        ))}
      </span>
      <span>
        Score <b>{score}</b> of {MOST}; the threshold is <b>{threshold}</b>.
      </span>
    </div>
  )
}

function FindingCard({ finding, mediaType, decided }: { finding: EventFinding; mediaType: string; decided: boolean }) {
  const place = placeOf(finding, mediaType)
  const decoding = decodingWords(finding.views)
  return (
    <article class="finding">
      <header>
        <h4>
          <Text value={className(finding.class)} />
        </h4>
        <span class={`severity is-${finding.severity}`}>{finding.severity}</span>
        {decided && <span class="decided">decided the verdict</span>}
        {finding.excepted !== undefined && (
          <span class="decided">
            excepted by <Text value={finding.excepted} />
          </span>
        )}
      </header>
      <p>
        <Text value={capitalised(finding.message)} />
      </p>
      <p class="where">
        <span>In the {place.words}</span>
        {place.name !== '' && (
          <code>
            <Text value={place.name} />
          </code>
        )}
      </p>
      {finding.excerpt !== '' && <Excerpt finding={finding} />}
      <dl class="origin">
        <div>
          <dt>Decoding</dt>
          <dd>
            <Text value={decoding === '' ? 'none, it stood there as sent' : decoding} />
          </dd>
        </div>
        <div>
          <dt>Found by</dt>
          <dd>
            <Text value={finding.source} />, paranoia level {finding.paranoia}, from byte {finding.offset}
          </dd>
        </div>
      </dl>
      {finding.masked && <p class="help">This field holds a credential: its shape is shown, not its text.</p>}
    </article>
  )
}

function RequestText({ event }: { event: SluiceEvent }) {
  const { request } = event
  return (
    <div class="request">
      <p class="request-line">
        <b>
          <Text value={request.method} />
        </b>{' '}
        <Text value={request.target} />{' '}
        <span class="request-version">
          HTTP/
          <Text value={request.httpVersion} />
        </span>
      </p>
      <dl>
        {request.headers.map(([name, value], index) => (
          <div key={index}>
            <dt>
              <Text value={name} />
            </dt>
            <dd>
              <Text value={value} />
            </dd>
          </div>
        ))}
      </dl>
      <p class="request-body">
        {capitalised(bodyWordsOf(event))}
        {request.mediaType !== '' && (
          <>
            {', '}
            <Text value={request.mediaType} />
          </>
        )}
      </p>
    </div>
  )
}

function Facts({ event }: { event: SluiceEvent }) {
  const { client } = event
  const operation = operationWords(event)
  return (
    <dl class="facts">
      <div>
        <dt>Time</dt>
        <dd>
          <time dateTime={event.time}>{fullTime(event.time)}</time>
        </dd>
      </div>
      <div>
        <dt>Client</dt>
        <dd>
          <Text value={client.address} />
          {client.peer !== client.address && (
            <>
              {' through '}
              <Text value={client.peer} />
            </>
          )}
          {`, port ${client.port}`}
        </dd>
      </div>
      {operation !== undefined && (
        <div>
          <dt>GraphQL</dt>
          <dd>
            <Text value={operation} />
          </dd>
        </div>
      )}
      <div>
        <dt>Answer</dt>
        <dd>{capitalised(answerWords(event))}</dd>
      </div>
      <div>
        <dt>Route</dt>
        <dd>
          <Text value={event.route} /> of <Text value={event.service} />, in {event.mode} mode
        </dd>
      </div>
      <div>
        <dt>Node</dt>
        <dd>
          <Text value={event.node} />
        </dd>
      </div>
      <div>
        <dt>Request id</dt>
        <dd class="with-copy">
          <code>
            <Text value={event.requestId} />
          </code>
          <CopyButton text={event.requestId} label="Copy the request id" />
        </dd>
      </div>
      {event.verdict !== 'passed' && (
        <div>
          <dt>No attack?</dt>
          <dd class="with-copy">
            <code>sluice except --event {event.id}</code>
            <CopyButton text={`sluice except --event ${event.id}`} label="Copy the command" />
          </dd>
        </div>
      )}
    </dl>
  )
}
