/* Plain text of the little HTML that summaries are written in. */
#ifndef PROVIDER_PLAIN_H
#define PROVIDER_PLAIN_H

#include "core/strbuf.h"

/* Appends the text: tags are left out, <br> and <li> begin a line, the end of <p> a paragraph; references of
 * characters are the characters. A '<' or '&' that begins none stays. */
void plain_text(struct strbuf *out, const char *html);

#endif
