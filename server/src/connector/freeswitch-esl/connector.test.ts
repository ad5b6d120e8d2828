import { storiesOf } from "../call-story.ts";
import { checkConnector } from "../connector.conformance.ts";
import { defaultEslDialogueLimits, openEslConversation } from "./esl-dialogue.ts";
import { importRecording, recordingBytes, recordingForms, recordingSettings } from "./recording.ts";
import { ReplayedFreeswitch } from "./replayed-freeswitch.ts";

const settings = await recordingSettings();

const noises = [
  "Content-Type: log/data\nContent-Length: 5\n\nnoise",
  "Content-Length: 40\nContent-Type: text/event-plain\n\nEvent-Name: NOBODY_KNOWS\nCore-UUID: x\n\n\n\n",
  `Content-Type: log/data\nContent-Length: 1048576\n\n${"x".repeat(1_048_576)}`,
  "\n\n\n",
  largeHeader(),
];

/** Of an event of no channel: a megabyte that tells nothing. */
function largeHeader(): string {
  const event = `Event-Name: CUSTOM\nEvent-Subclass: nobody::knows\nX: ${"x".repeat(1_048_576)}\n\n`;
  return `Content-Length: ${event.length}\nContent-Type: text/event-plain\n\n${event}`;
}

for (const format of recordingForms) {
  const recording = await importRecording(settings, recordingBytes(format));
  const bytes = Buffer.concat(await Array.fromAsync(recordingBytes(format)));
  checkConnector({
    name: `freeswitch-esl, ${format} events`,
    replay: () => new ReplayedFreeswitch(bytes),
    conversation: () =>
      openEslConversation({
        settings,
        login: { user: "", password: "ClueCon", format },
        limits: defaultEslDialogueLimits,
        knownCalls: () => [],
      }),
    expected: storiesOf(recording.events),
    noise: (index) =>
      Buffer.from(index % 97 === 0 ? (noises[(index / 97) % noises.length] ?? "") : ""),
    tooLong: "header is too long",
    refusal: {
      says: () => "Content-Type: command/reply\nReply-Text: -ERR invalid\n\n",
      isTold: /Cannot log in to FreeSWITCH: -ERR invalid/,
    },
  });
}
