"""The bot's words in English."""

from bot.wording.catalogue import Wording

ENGLISH = Wording(
    bot_description=(
        "Ask me about a collection of Chinese news reports, in any language. You get the figure or sentence that "
        "answers, the passage it stands in, and the report it comes from.\n\n"
        "If the reports don't say, I tell you so instead of guessing."
    ),
    bot_short_description="Answers from Chinese news reports, with the passage and the source of every figure.",
    command_start="What I know, and a few questions to try",
    command_help="How to ask, and what else I can do",
    command_ask="Ask a question: /ask and your question",
    command_sources="Browse the reports",
    command_compare="Compare a figure of several places",
    command_new="Start a new conversation",
    command_cancel="Stop the running question",
    command_language="Choose the language of menus and buttons",
    command_privacy="What I store about you",
    command_forget="Delete what I store about you",
    command_stats="Users, questions and the index in numbers",
    command_reindex="Read the reports folder again",
    command_add="Add a report: /add and its whole text",
    command_allow="Let somebody in: /allow and a user id",
    command_deny="Shut somebody out: /deny and a user id",
    command_pair="Make a code that lets one person in",
    command_feedback="Download all feedback as a CSV file",
    start="Hello! Ask me about the reports I have read, in any language. I show you where each answer comes from.",
    known="I know {reports:report|reports} with {figures:figure|figures} in {passages:passage|passages}.",
    known_places="Places: {places}.",
    known_dates="From {first} to {last}.",
    known_date="All from {date}.",
    examples="For example:",
    help=(
        "Just write your question. “And in the other town?” works too: I remember this conversation until /new.\n\n"
        "Under an answer, [1] opens the passage it comes from, with the quote marked; ◀ and ▶ turn to the passages "
        "before and after. 👍 and 👎 tell us whether it helped.\n\n"
        "/compare puts a figure of several places side by side\n"
        "/sources lists the reports\n"
        "/cancel stops a question that takes too long\n"
        "/language changes the language of menus and buttons; answers follow your question\n"
        "/privacy tells what is stored, /forget deletes it"
    ),
    help_group="In a group I answer when you mention me, reply to me, or write /ask and your question.",
    help_admin=(
        "For admins: send a report as a file, or /add and its text, and I read it at once. /reindex reads the folder "
        "again, /stats and /feedback show how it goes, /pair, /allow and /deny decide who may ask."
    ),
    queued="Many questions just now: {ahead:question is|questions are} before yours. I'll answer as soon as I can.",
    cancelled="Stopped.",
    nothing_to_cancel="There is nothing to stop.",
    new_conversation="A new conversation. What would you like to know?",
    ask_usage="Write your question after the command, like this: /ask How many volunteers took part?",
    compare_usage="Write what to compare after the command, like this: /compare volunteers in two towns you name",
    too_long="That is {length:character|characters}; I can take {limit:character|characters}. Could you shorten it?",
    only_text="I can only read text. Please write your question.",
    limit_minute="That was quick! I can take your next question in {wait}.",
    limit_day="You have asked {limit:question|questions} today, which is all I can take. Please come back in {wait}.",
    near="Nearest passages (none of them is an answer):",
    also_in="Also in {reports}",
    copy="Copy quote",
    answer_gone="This answer is no longer kept. Please ask again.",
    passage_gone="That passage is no longer in the reports.",
    before_quote="Before the quote",
    after_quote="After the quote",
    feedback_thanks="Thank you!",
    feedback_why="Thank you. What went wrong?",
    feedback_noted="Thank you, that helps.",
    reason_figure="Wrong figure",
    reason_place="Wrong place",
    reason_question="Not what I asked",
    reason_sources="The sources don't say it",
    reports="{n:report|reports}",
    page="Page {page} of {pages}",
    figures="{n:figure|figures}",
    passage_of="Passage {n} of {count}",
    no_reports="There are no reports yet.",
    report_gone="That report is no longer there. /sources shows what is.",
    stranger="This bot is private. To use it, ask its admin for a six-digit code and send me that in a private chat.",
    paired="Welcome, you are in! /start shows what you can ask.",
    pair_wrong="That code is not right. You can try {tries:more time|more times}.",
    pair_locked="Too many wrong codes. Please try again in {wait}.",
    pair_code="Code: {code}\nWhoever sends it to me first gets access. It runs out in {wait}.",
    admins_only="That command is for admins.",
    allow_usage="Write the person's user id after the command, like this: /allow 123456789",
    allowed="User {user} may ask now.",
    deny_usage="Write the person's user id after the command, like this: /deny 123456789",
    denied="User {user} is shut out now.",
    deny_admin="User {user} is an admin; TELEGRAM_ADMINS decides about admins.",
    not_allowed="User {user} was shut out already.",
    access_open="Everybody may use this bot, so there is nobody to let in. TELEGRAM_ALLOWED_USERS makes it private.",
    private_only="Please do that in our private chat.",
    sent_privately="I have sent it to you in our private chat.",
    write_first="I can only send that in our private chat. Please write to me there first.",
    error="Sorry, something went wrong. Please try again. If it goes on, tell an admin this reference: {reference}",
    index_missing="I have not read any reports yet. Please try again later.",
    button_unknown="That button no longer works.",
    command_unknown="I don't know that command. /help shows the ones I do.",
    shutting_down="I am being restarted. Please try again in a minute.",
    add_usage="Write the whole report after the command, its title on the first line: /add Title …",
    upload_received="Got {name}. Reading it …",
    upload_progress="Reading {name}: {done} of {total:passage|passages}",
    upload_done="{name} is in: {passages:passage|passages}, {figures:figure|figures}. You can ask about it now.",
    upload_same="{name} is already here with the same text.",
    upload_too_large="That file has {size}; I can take {limit}. Nothing was changed.",
    upload_wrong_type="I can't read that kind of file. I take: {types}. Nothing was changed.",
    upload_unreadable="I found no readable text in {name}. Nothing was changed.",
    upload_empty="{name} is empty. Nothing was changed.",
    upload_exists="There is already a report called {name}. Replace it?",
    upload_replace="Replace it",
    upload_keep="Keep the old one",
    upload_kept="{name} stays as it was.",
    upload_failed="{name} could not be added; everything is as it was. Reference: {reference}",
    upload_busy="Another report is being read. Please send this one again when it is done.",
    upload_admins_only="Only admins can add reports.",
    upload_cut="It fills a whole message, so Telegram may have cut off its end. Send longer reports as a file.",
    language_question="Which language should menus and buttons have? Answers follow your question.",
    language_auto="Automatic",
    language_name="English",
    language_set="All right, English it is.",
    language_set_auto="All right, I follow your Telegram: English.",
    privacy=(
        "I store your user id, your language, your questions with my answers, and your feedback. They serve to answer "
        "follow-ups, to keep buttons working and to make answers better; admins can read feedback with its question "
        "and answer. Everything is deleted after {days:day|days}.\n\n/forget deletes it now."
    ),
    privacy_stored=(
        "Of you there is now: {answers:answer|answers}, {turns:turn|turns} of conversations, "
        "{feedback:rating|ratings}, and when you asked your last {questions:question|questions}, for the limits."
    ),
    forgotten="Done. Your conversations, answers, feedback and language are deleted.",
    stats_users="Users: {users}, {active} of them in the last 7 days",
    stats_access="Let in: {allowed}; shut out: {denied}",
    stats_questions="Questions: {today} today (UTC), {week} in the last 7 days; the reports did not answer {refused}%",
    stats_feedback="Feedback: {up} 👍, {down} 👎",
    stats_index="Index: {reports:report|reports}, {passages:passage|passages}",
    stats_chat_model="Chat model: {model}",
    stats_no_chat_model="Chat model: none, answers are taken from the reports",
    stats_now="Now: {running} running, {waiting} waiting",
    stats_uptime="Up for {time}",
    feedback_file="{n:rating|ratings}",
    feedback_none="There is no feedback yet.",
    reindex_started="Reading the reports folder …",
    reindex_progress="Reading the reports folder: {done} of {total:report|reports}",
    reindex_running="The reports are being read already.",
    reindex_done="Done: {added} added, {changed} changed, {deleted} deleted; {reports:report|reports} in all.",
    reindex_unchanged="Nothing has changed: {reports:report|reports}.",
    reindex_unreadable="Could not be read: {names}",
    reindex_failed="The reports could not be read; I go on answering from what I had. Reference: {reference}",
    notice_index_failed="Reading the reports has failed; answers come from the state before. Reference: {reference}",
    notice_chat_model=(
        "The chat model has been failing for {time}. Until it is back, answers are taken straight from the reports. "
        "Reference: {reference}"
    ),
    notice_chat_model_back="The chat model answers again.",
    comma=", ",
    seconds="{n:second|seconds}",
    minutes="{n:minute|minutes}",
    hours="{n:hour|hours}",
    days="{n:day|days}",
    megabytes="{n} MB",
    kilobytes="{n} KB",
)
