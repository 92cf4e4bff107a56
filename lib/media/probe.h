/*
 * Stream details of a video file by libavformat, in Kodi's words. For metarr-probe alone: whoever else links
 * this loads a hundred and forty libraries.
 *
 * A ladder, no higher than needed: (1) the header, with what the codecs' own headers in it say; (2)
 * avformat_find_stream_info() without decoding pictures, where a field is still missing (transport streams);
 * (3) the first packet of a stream, where only that tells (the profile of DTS, a transfer function that
 * stands in the bit stream), within PROBE_PEEK_BYTES. Read through one descriptor of our own: no protocol, no
 * second file, a cap on bytes and on time.
 */
#ifndef MEDIA_PROBE_H
#define MEDIA_PROBE_H

#include "core/error.h"
#include "media/streams.h"

#define PROBE_PEEK_BYTES (4 << 20)   /* step 3 reads no more than this */
#define PROBE_HEAD_BYTES (256 << 20) /* step 1: attached fonts, tables of frames */
#define PROBE_FIND_BYTES (16 << 20)  /* step 2 */
#define PROBE_SECONDS 20	     /* for all of one file; then ERR_TIMEOUT */

/* Once, before the first probe: libav's own messages go to the errors of here and not to stderr. */
void probe_init(void);

/*
 * Replaces *out. 'path' is a video file, or a disc: a folder that is or holds VIDEO_TS or BDMV, or its
 * VIDEO_TS.IFO or index.bdmv (the main title then, see media/disc.h). 0, or -1 and *out is empty:
 * ERR_BAD_VIDEO, ERR_NOT_FOUND, ERR_UNSUPPORTED (.iso, .strm, .disc), ERR_TIMEOUT, or of the system call.
 */
int probe_file(struct streams *out, const char *path, struct error *err);

/* Several files that are one film ("cd1", "cd2"): streams of the first, durations summed. All must be
 * readable. */
int probe_stack(struct streams *out, const char *const *paths, size_t n, struct error *err);

#endif
