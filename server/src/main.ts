#!/usr/bin/env node
// The address of the entry that scripts outside the repository know; it starts as main.js does.
import "./main.js";
