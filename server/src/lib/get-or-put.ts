type MapOf<Key, Value> = {
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): unknown;
};

/** The value of a key; made, and kept, if there is none. */
export function getOrPut<Key, Value>(map: MapOf<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** The same, in a map that is emptied when it is full and another value is made. */
export function getOrPutUpTo<Key, Value>(
  map: Map<Key, Value>,
  entriesMax: number,
  key: Key,
  make: () => Value,
): Value {
  return getOrPut(map, key, () => {
    if (map.size >= entriesMax) map.clear();
    return make();
  });
}
