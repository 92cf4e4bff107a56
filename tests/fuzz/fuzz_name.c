/*
 * Any bytes as a name, in every kind. What comes out is UTF-8 and within its limits, and reading the title
 * again does not fail; the same bytes as artwork, file kind, stack and ignore pattern.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/strbuf.h"
#include "media/artname.h"
#include "media/filekind.h"
#include "media/ignore.h"
#include "media/name.h"
#include "media/name_import.h"
#include "media/name_stack.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool good)
{
	if (!good)
		abort();
}

static void check_info(const struct name_info *info)
{
	check(!info->title || (*info->title && utf8_valid(info->title, strlen(info->title))));
	check(!info->edition || utf8_valid(info->edition, strlen(info->edition)));
	check(info->year == 0 || (info->year >= 1870 && info->year < 2100));
	check(info->season >= -1 && info->nepisodes >= 0 && info->nepisodes <= NAME_MAX_EPISODES);
	check(strlen(info->date) == 0 || strlen(info->date) == 10);
	check(info->tmdb_id >= 0 && info->tvdb_id >= 0 && info->part >= 0 && info->part < 100);
}

static void check_names(const char *name)
{
	struct name_info info = NAME_INIT;
	struct strbuf out = STRBUF_INIT;

	for (int kind = NAME_ANY; kind <= NAME_SERIES; kind++) {
		name_parse(&info, name, (enum name_kind)kind);
		check_info(&info);
		name_importable(name, (enum name_kind)kind, &out);
	}
	check(utf8_valid(out.buf, out.len) || !utf8_valid(name, strlen(name)));
	strbuf_clear(&out);
	name_sort_key(&out, name, NULL);
	name_sort_key(&out, name, "de");
	name_fold_words(&out, name);
	check(utf8_valid(out.buf, out.len));
	name_season_folder(name);
	name_release(&info);
	strbuf_release(&out);
}

static void check_artwork(const char *name)
{
	struct artname a;
	struct strbuf out = STRBUF_INIT;

	for (int owner = ART_MOVIE; owner <= ART_SET; owner++) {
		if (!artname_read(name, "a", (enum art_owner)owner, &a))
			continue;
		check(a.index >= 0 && a.season >= ART_ALL_SEASONS && a.rank >= 0);
		check(artname_write(&out, &a, "a", "jpg") == 0);
	}
	if (artname_actor(&out, name, "jpg") == 0)
		check(!strchr(name, '/'));
	artname_set_folder(&out, name);
	strbuf_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *name = xstrndup((const char *)data, size);
	const char *const files[] = {name, "a-cd1.avi", "a-cd2.avi"};
	struct strbuf out = STRBUF_INIT;
	size_t group[3];

	check_names(name);
	check_artwork(name);
	check(file_kind_name(file_kind(name)) != NULL);
	check(file_extra_suffix(name) <= strlen(name));
	dir_kind(name, true);
	name_stack_part(name, &out, &out);
	name_stack_group(files, 3, group);
	check(group[0] < 3 && group[1] < 3 && group[2] < 3);
	name_version_label("a", name, &out);
	ignore_match(name, "a/b/c.mkv", false);
	ignore_match("a/**/*b*", name, true);
	strbuf_release(&out);
	free(name);
	return 0;
}
