#pragma once

/* The few calls of the system whose headers Swift does not import. */

/// The number of processors that this process may use, at least 1.
int system_available_processors(void);

/// Keeps freed memory with the process instead of giving it back to the system.
void system_keep_freed_memory(void);
