/*
 * A server that misbehaves, for what nginx cannot play: on loopback, a process of the test, gone with it.
 *
 * A request for "/ACT/SLOT" or "/ACT/SLOT/TIMES" is counted in the slot (0 to 63) and gets the act, or after
 *so many times the good answer, {"ok":true}. Whatever stands behind a further "/" or "?" is only there to
 *make addresses differ. Acts: ok      the good answer               reset   half a body, then a reset short
 *fewer bytes than announced    endless a body without an end slow    a byte every 50 ms            silent
 *takes the request and says nothing garbage what is no HTTP               heads   headers without an end html
 *a page, status 200            broken  no JSON; list, null, text: JSON of another shape NNN     that status;
 *NNN+SECONDS with a Retry-After; NNN+date with one that names 2 seconds from now
 */
#ifndef HARNESS_PEER_H
#define HARNESS_PEER_H

void peer_start(void);
void peer_stop(void);
/* "http://127.0.0.1:PORT" and the path; lives until the next call but three. */
const char *peer_url(const char *path);
/* How many requests were counted in a slot; and when the last one came, in milliseconds of process_clock().
 */
int peer_hits(int slot);
long peer_when(int slot);
/* The last request's head, whichever it was. */
const char *peer_head(void);

#endif
