// Saves an answer as a file. A link cannot carry the key in a header, so the page reads it itself:
// straight into the file where the browser can, else by way of memory.

type FilePicker = (options: { readonly suggestedName: string }) => Promise<{
  readonly createWritable: () => Promise<WritableStream<Uint8Array>>;
}>;

/** Resolves to the number of bytes saved. */
export async function saveReply({
  open,
  name,
  onBytes,
}: {
  readonly open: () => Promise<Response>;
  readonly name: string;
  readonly onBytes: (bytes: number) => void;
}): Promise<number> {
  let bytes = 0;
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, controller) => {
      bytes += chunk.length;
      onBytes(bytes);
      controller.enqueue(chunk);
    },
  });
  // Not every browser has it, nor does the DOM's type library know it.
  const { showSaveFilePicker } = globalThis as { readonly showSaveFilePicker?: FilePicker };
  if (showSaveFilePicker !== undefined) {
    // Before anything is awaited: a browser lets only a click open the dialog.
    const file = await showSaveFilePicker({ suggestedName: name });
    const reply = await open();
    await reply.body?.pipeThrough(counted).pipeTo(await file.createWritable());
    return bytes;
  }
  const reply = await open();
  const blob = await new Response(reply.body?.pipeThrough(counted) ?? null).blob();
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return bytes;
}
