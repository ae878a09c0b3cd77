package songhua;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the signed `acr` says of how well somebody is known: a number, compared as a number. */
final class Level {
    static final int IMPORTANT = 2;
    static final String AUTHORITY = "LEVEL_" + IMPORTANT;
    private static final Pattern ACR = Pattern.compile("urn:songhua:acr:([0-4])");

    private Level() {
    }

    static int of(Object acr) {
        Matcher said = ACR.matcher(String.valueOf(acr));
        return said.matches() ? Integer.parseInt(said.group(1)) : -1;
    }

    static String acr(int level) {
        return "urn:songhua:acr:" + level;
    }
}
