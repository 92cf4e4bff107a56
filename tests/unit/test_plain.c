/* Summaries in HTML as plain text. */
#include "harness/scratch.h"
#include "provider/plain.h"

static void gives(const char *html, const char *expected)
{
	struct strbuf out = STRBUF_INIT;

	strbuf_addstr(&out, "> ");
	plain_text(&out, html);
	ck_assert_str_eq(out.buf + 2, expected);
	strbuf_release(&out);
}

START_TEST(tags)
{
	gives("<p>One.</p>", "One.");
	gives("<p><b>Bold</b> and <I>slanted</I>.</p><p>Two<br />three<BR>four</p>\n",
		"Bold and slanted.\n\nTwo\nthree\nfour");
	gives("<ul><li>a</li><li>b</li></ul>end", "a\nb\n\nend");
	gives("<a href=\"https://x/?a=1&amp;b=2\">here</a>", "here");
	gives("<pre>kept</pre><brother>too", "kepttoo");
	gives("", "");
	gives("<p></p>", "");
}
END_TEST

START_TEST(references)
{
	gives("Tom &amp; Jerry &lt;3 &quot;x&quot; &#39;y&#39; &#x2019;&hellip;",
		"Tom & Jerry <3 \"x\" 'y' ’…");
	gives("A&nbsp;b &#128512;", "A b 😀");
	gives("R&B; R&D &; &# &#; &#x; &#0; &#xD800; &#1114112; &unknown; &#12x; &",
		"R&B; R&D &; &# &#; &#x; &#0;  &#1114112; &unknown; &#12x; &");
}
END_TEST

START_TEST(what_is_no_tag)
{
	gives("1 < 2 > 0", "1 < 2 > 0");
	gives("a <3 b", "a <3 b");
	gives("an open <b", "an open <b");
	gives("<", "<");
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {tags, references, what_is_no_tag};

	return scratch_run("plain", tests, sizeof(tests) / sizeof(tests[0]));
}
