/*
 * Ignore files: .nomedia (Kodi), .ignore (Jellyfin) and .plexignore (Plex) take a folder or names in it out
 * of the library.
 */
#ifndef MEDIA_IGNORE_H
#define MEDIA_IGNORE_H

#include <stdbool.h>

enum ignore_scope {
	IGNORE_NONE,
	IGNORE_FOLDER,	 /* .nomedia, an empty .ignore: the folder and all below is passed by */
	IGNORE_PATTERNS, /* .plexignore, .ignore with a text: ignore_match for each name */
};
/* What a file that lies in a folder means for it; 'size' is the file's in bytes. */
enum ignore_scope ignore_scope(const char *name, long long size);

#define IGNORE_MAX_LINE 1024
#define IGNORE_MAX_SIZE (64 * 1024)

/*
 * True when the text of a .plexignore or .ignore passes by 'path', which is relative to the marker's folder;
 * 'is_dir': it is a folder. Asked for each entry of a walk that does not enter what is passed by. Lines as in
 * gitignore: '#' a comment,
 * '!' takes back, a trailing '/' only folders, a '/' in front or inside ties to the marker's folder, "**"
 * crosses folders. The last line that matches decides. Lines over IGNORE_MAX_LINE bytes, and what stands
 * after IGNORE_MAX_SIZE, are not read.
 */
bool ignore_match(const char *patterns, const char *path, bool is_dir);

#endif
