/*
 * <fileinfo>: the stream details of an NFO, read and written in Kodi's words.
 */
#ifndef MEDIA_NFO_STREAMS_H
#define MEDIA_NFO_STREAMS_H

#include <stdbool.h>

#include "media/nfo_doc.h"
#include "media/streams.h"

/*
 * Reads a <fileinfo> into 's' (empty): the words of other writers become Kodi's (x265: hevc, dts-hd ma:
 * dtshd_ma), languages three letters; zeros and what cannot be read are not known. True when anything is.
 */
bool nfo_read_streams(struct nfo_doc *d, const struct nfo_elem *fileinfo, struct streams *s);

/* Whether both say the same to a player: what an NFO can hold of them is equal. */
bool nfo_same_streams(const struct streams *a, const struct streams *b);

/*
 * Calls 'open' and 'value' in the order in which <fileinfo> is written, 'close' after each 'open'. Nothing
 * that is empty: Kodi probes itself when codec, width, height or duration is missing, so a video of which one
 * is not known is left out; Jellyfin stops at an empty number.
 */
struct nfo_sink {
	void (*open)(void *ctx, const char *element);
	void (*value)(void *ctx, const char *element, const char *text);
	void (*close)(void *ctx, const char *element);
	void *ctx;
};
bool nfo_has_streams(const struct streams *s); /* whether there would be anything in it */
void nfo_write_streams(const struct streams *s, const struct nfo_sink *to);

#endif
