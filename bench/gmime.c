/* GMime in a process of its own: the same questions as bench/peer.py answers.
 *
 *     gmime FOLDER
 *
 * Each line on standard input is "index", "full" or "say"; each is answered with a
 * line of JSON: seconds of CPU, or for "say" the number of leaves.
 */

#include <gmime/gmime.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

typedef struct {
    char *octets;
    gsize size;
} Mail;

static long leaves;
static volatile gsize total; /* What was read, so that reading is not left out. */

static void note(const char *text)
{
    if (text)
        total += strlen(text);
}

static void index_part(GMimeObject *parent, GMimeObject *part, gpointer data)
{
    (void) parent;
    (void) data;
    if (!GMIME_IS_PART(part))
        return;
    GMimeContentType *type = g_mime_object_get_content_type(part);
    note(g_mime_content_type_get_media_type(type));
    note(g_mime_part_get_filename(GMIME_PART(part)));
    leaves++;
}

static void read_part(GMimeObject *parent, GMimeObject *part, gpointer data)
{
    (void) parent;
    (void) data;
    if (GMIME_IS_TEXT_PART(part)) {
        char *text = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
        note(text);
        g_free(text);
    } else if (GMIME_IS_PART(part)) {
        GMimeDataWrapper *content = g_mime_part_get_content(GMIME_PART(part));
        if (content) {
            GMimeStream *memory = g_mime_stream_mem_new();
            total += g_mime_data_wrapper_write_to_stream(content, memory);
            g_object_unref(memory);
        }
    }
}

static void read_addresses(InternetAddressList *list)
{
    for (int at = 0; list && at < internet_address_list_length(list); at++) {
        InternetAddress *one = internet_address_list_get_address(list, at);
        note(internet_address_get_name(one));
        if (INTERNET_ADDRESS_IS_MAILBOX(one))
            note(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(one)));
    }
}

static void one(GMimeParser *parser, const Mail *mail, int full)
{
    GMimeStream *stream = g_mime_stream_mem_new();
    g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
    GByteArray *array = g_byte_array_new_take((guint8 *) mail->octets, mail->size);
    g_mime_stream_mem_set_byte_array(GMIME_STREAM_MEM(stream), array);
    g_mime_parser_init_with_stream(parser, stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
    if (message && full) {
        GMimeHeaderList *headers = g_mime_object_get_header_list(GMIME_OBJECT(message));
        int count = g_mime_header_list_get_count(headers);
        for (int at = 0; at < count; at++)
            note(g_mime_header_get_value(g_mime_header_list_get_header_at(headers, at)));
        read_addresses(g_mime_message_get_from(message));
        read_addresses(g_mime_message_get_to(message));
        read_addresses(g_mime_message_get_cc(message));
        total += g_mime_message_get_date(message) != NULL;
        g_mime_message_foreach(message, read_part, NULL);
    } else if (message) {
        g_mime_message_foreach(message, index_part, NULL);
    }
    if (message)
        g_object_unref(message);
    g_object_unref(stream);
    /* The octets stay ours. */
    g_byte_array_free(array, FALSE);
}

static int by_name(gconstpointer left, gconstpointer right)
{
    return strcmp(*(const char *const *) left, *(const char *const *) right);
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 64;
    GDir *folder = g_dir_open(argv[1], 0, NULL);
    if (!folder)
        return 66;
    GPtrArray *names = g_ptr_array_new();
    const char *name;
    while ((name = g_dir_read_name(folder)))
        g_ptr_array_add(names, g_build_filename(argv[1], name, NULL));
    g_ptr_array_sort(names, by_name);
    Mail *mails = g_new0(Mail, names->len);
    for (guint at = 0; at < names->len; at++)
        if (!g_file_get_contents(names->pdata[at], &mails[at].octets, &mails[at].size, NULL))
            return 66;

    g_mime_init();
    GMimeParser *parser = g_mime_parser_new();
    char line[64];
    while (fgets(line, sizeof line, stdin)) {
        int full = !strncmp(line, "full", 4);
        leaves = 0;
        clock_t began = clock();
        for (guint at = 0; at < names->len; at++)
            one(parser, &mails[at], full);
        if (!strncmp(line, "say", 3))
            printf("%ld\n", leaves);
        else
            printf("%.6f\n", (double) (clock() - began) / CLOCKS_PER_SEC);
        fflush(stdout);
    }
    return 0;
}
