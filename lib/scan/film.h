/*
 * The films of one folder, by the names of its files alone: which videos are films, parts or versions, and
 * which NFO, pictures and subtitles are whose.
 *
 *   one film in a folder of its own   movie.nfo, <base>.nfo or the only NFO; poster.jpg and <base>-poster.jpg
 *   versions of one film (each file's name begins with the folder's)   <base>… first, else what they share
 *   several films, or the library's root   <base>… alone
 *   .actors   of one film or its versions: all its pictures are theirs; else survey_actors() says whose
 *   VIDEO_TS, BDMV   one film named after the folder; its NFO may lie inside
 *   cd1, cd2; "-cd1", "-cd2"   one film; <base> is the name without the part
 */
#ifndef SCAN_FILM_H
#define SCAN_FILM_H

#include "scan/folder.h"
#include "scan/found.h"

/* Replaces *films; the folder is sorted. 'named' is what the folder is called (of the library's root: the
 * library's folder). */
void films_find(struct finds *films, const struct folder *f, const char *named);

#endif
