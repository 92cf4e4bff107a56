/*
 * Films: a file that bears a year speaks for itself; else a folder with a year does ("The Matrix
 * (1999)/matrix.mkv"), else whichever looks like a release.
 */
#include <string.h>
#include <strings.h>

#include "media/filekind.h"
#include "media/name_fill.h"
#include "media/name_film.h"
#include "media/name_stack.h"

/* "disc 1" and "(part 1)": a part of a stack for sure, which "part 1" is not. */
static bool is_disc(const char *behind)
{
	static const char *const words[] = {"cd", "dvd", "disc", "disk"};
	const char *s = behind + strspn(behind, " ._-");

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		size_t len = strlen(words[i]);
		if (!strncasecmp(s, words[i], len) && s[len + strspn(s + len, " ._-")] <= '9')
			return true;
	}
	return *s && strchr("([", *s);
}

/* A film's file. A part counts when it stands behind the title: not in "The Godfather Part 2". */
static void read_film(struct name_info *info, struct reading *r, const struct component *file)
{
	struct reading whole = READING_INIT;
	struct strbuf name = STRBUF_INIT, stem = STRBUF_INIT;
	int part;

	reading_parse(r, file->s, file->len, NAME_MOVIE, -1);
	strbuf_add(&name, file->s, file->len);
	part = name_stack_part(name.buf, &stem, NULL);
	if (part) {
		reading_parse(&whole, stem.buf, stem.len, NAME_MOVIE, -1);
		if (is_disc(name.buf + stem.len) && whole.title.len) {
			strbuf_clear(&r->title);
			strbuf_addbuf(&r->title, &whole.title);
		}
		info->part = strcmp(whole.title.buf, r->title.buf) ? 0 : part;
	}
	strbuf_release(&name);
	strbuf_release(&stem);
	reading_release(&whole);
}

/* The folder that is the film's: above a disc's, extras' or part's. 'nameless' becomes true below a disc's.
 */
static size_t film_folder(struct name_info *info, const struct component *part, size_t n, bool *nameless)
{
	size_t up = 1;

	for (; up < n; up++) {
		enum dir_kind kind = path_kind(&part[up]);
		bool stream = part[up].len == 6 && !strncasecmp(part[up].s, "stream", 6); /* BDMV/STREAM */
		if (kind == DIR_PLAIN && !stream)
			break;
		*nameless |= kind == DIR_DVD || kind == DIR_BLURAY;
		info->is_extra |= kind == DIR_EXTRAS || kind == DIR_TRAILERS;
		info->is_sample |= kind == DIR_SAMPLE;
	}
	return up;
}

/* "tgo" of "The Glass Orchard": the first letters of two words or more, ASCII. */
static bool is_initials(const struct strbuf *title, const struct strbuf *other)
{
	size_t n = 0;

	for (size_t i = 0; i < other->len; i++) {
		if (strchr(" -", other->buf[i]) || (i > 0 && !strchr(" -", other->buf[i - 1])))
			continue;
		if (n == title->len || (title->buf[n++] | 32) != (other->buf[i] | 32))
			return false;
	}
	return n > 1 && n == title->len;
}

/* Whether the folder's title is the better one: a person or program that writes "Title (2014)" gave it, the
 * file's has more around it, or says less. */
static bool folder_wins(const struct reading *file, const struct reading *folder)
{
	if (!folder->year && !folder->tags)
		return false;
	if (folder->in_brackets && !file->in_brackets && file->year == folder->year)
		return true;
	if (fill_holds(&file->title, &folder->title))
		return !file->year || !folder->year || file->year == folder->year;
	return !file->year &&
	       (folder->year || !file->tags || folder->tags > 2 || is_initials(&file->title, &folder->title));
}

/* "Title (2014)/Title.1080p.BluRay-GRP/title.mkv": the year of the folder above, when it is the same film's.
 */
static int year_above(const struct component *part, const char *title)
{
	struct reading above = READING_INIT;
	struct strbuf a = STRBUF_INIT, b = STRBUF_INIT;
	int year;

	reading_parse(&above, part->s, part->len, NAME_MOVIE, -1);
	name_fold_words(&a, above.title.buf);
	name_fold_words(&b, title);
	year = above.in_brackets && !strcmp(a.buf, b.buf) ? above.year : 0;
	strbuf_release(&a);
	strbuf_release(&b);
	reading_release(&above);
	return year;
}

void film_parse(struct name_info *info, const struct component *part, size_t n)
{
	struct reading file = READING_INIT, folder = READING_INIT;
	bool nameless = path_is_meaningless(&part[0]) || path_kind(&part[0]) == DIR_PART; /* "cd1.avi" */
	size_t up = film_folder(info, part, n, &nameless);

	read_film(info, &file, &part[0]);
	if (up < n)
		reading_parse(&folder, part[up].s, part[up].len, NAME_MOVIE, -1);
	if (nameless || folder_wins(&file, &folder))
		fill_title(info, &folder);
	fill_title(info, &file);
	fill_title(info, &folder);
	fill_itself(info, &part[0]);
	info->is_extra |= file.is_bonus;
	info->year = file.year ? file.year : folder.year;
	if (!info->year && info->title && up + 1 < n)
		info->year = year_above(&part[up + 1], info->title);
	fill_ids(info, &file);
	fill_ids(info, &folder);
	reading_release(&file);
	reading_release(&folder);
}
