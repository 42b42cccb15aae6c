#pragma once

/* What the program does where memory lacks: it ends with a message and exit code 71, wherever that happens, in a
 * library too. CMemory.c replaces the functions that allocate memory; programs get this by linking it. */

/// Takes the memory for the stack of the first thread, so that it cannot be missing later.
void memory_reserve_stack(void);
