/*
 * Editing NFO files in place.
 *
 * An edit is a set of splices in the bytes of the file: its charset, line ends, indentation, unknown
 * elements, comments, attributes, order and addresses stay. A field that reads as wanted already is never
 * touched, so an edit that changes nothing gives the same bytes. Elements that are there keep their places,
 * new ones go where Metarr's order puts them (title first, fileinfo last). Of a list as few elements as
 * possible change. Older forms (<rating> and <votes>, <id>, <imdbid>, <set>text</set>, <releasedate>) are
 * kept true where they stand. Text that the charset of the file does not have is written as character
 * references; where the new bytes would be taken for another charset, all letters of the items are.
 *
 * Only when something changes are harmful elements mended too: an empty or wrong number that stops Jellyfin's
 * reader, CDATA (Kodi shows its entities), a second default="true".
 *
 * A new file is the same edit of an empty one, an address alone gets the XML above it.
 */
#ifndef MEDIA_NFO_EDIT_H
#define MEDIA_NFO_EDIT_H

#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "media/meta.h"
#include "media/nfo.h"
#include "media/streams.h"

#define NFO_ALL_FIELDS (MF_BIT(MF_COUNT) - 1)

struct nfo_want {
	size_t index;		 /* which item, as nfo_read() counts; their number: one more at the end */
	enum nfo_root root;	 /* of an item that has to be made: MOVIE, TVSHOW, SEASON or EPISODE */
	const struct meta *meta; /* the values wanted */
	uint64_t fields;	 /* MF_BITs that shall read as in 'meta'; all others stay as they are */
	bool set_words;		 /* of MF_SET the overview and number, too, which alone make no difference */
	const struct streams
		*streams;   /* written when anything else is, or the item is new; NULL: as they are */
	bool streams_alone; /* they are written even when nothing else is */
	const struct nfo_locks *locks; /* NULL: as they are */
};

/*
 * Appends the file's new bytes to 'out'. 1: they differ from the old ones; 0: they are the same; -1: nothing
 * was appended; ERR_BAD_NFO for a text that cannot be divided (neither XML nor addresses, or so broken that
 * in the new bytes the fields would not read as wanted, all others and all other items as before, or the same
 * edit would find something to change again): the caller keeps it and writes a new one;
 * ERR_TOO_LONG over NFO_MAX_SIZE.
 */
int nfo_edit(
	struct strbuf *out, const char *bytes, size_t len, const struct nfo_want *want, struct error *err);

#endif
