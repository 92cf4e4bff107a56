#include <check.h>
#include <string.h>

#include "core/strbuf.h"
#include "nameline.h"

static void summary(struct strbuf *out, const struct name_info *info)
{
	strbuf_addf(out, "%s|", info->title ? info->title : "");
	if (info->year)
		strbuf_addf(out, "%d", info->year);
	strbuf_addch(out, '|');
	if (info->season >= 0)
		strbuf_addf(out, "%d", info->season);
	strbuf_addch(out, '|');
	for (int i = 0; i < info->nepisodes; i++)
		strbuf_addf(out, "%s%d", i ? "," : "", info->episodes[i]);
	strbuf_addf(out, "|%s", info->date);
}

void ck_line(const struct line *line, enum name_kind kind)
{
	struct name_info info = NAME_INIT;
	struct strbuf got = STRBUF_INIT;

	name_parse(&info, line->name, kind);
	summary(&got, &info);
	ck_assert_msg(!strcmp(got.buf, line->want), "%s: %s, not %s", line->name, got.buf, line->want);
	name_release(&info);
	strbuf_release(&got);
}
