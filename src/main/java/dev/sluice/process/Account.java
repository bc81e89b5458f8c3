package dev.sluice.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A user, and the groups that belong to him.
 *
 * @param uid the user
 * @param gid his group
 * @param groups the groups beside it; the first may be among them
 */
public record Account(int uid, int gid, List<Integer> groups) {
  private static final int NAME = 0;
  private static final int ID = 2;
  private static final int GROUP_OF_USER = 3;
  private static final int MEMBERS = 3;

  /** Copies the groups. */
  public Account {
    groups = List.copyOf(groups);
  }

  /**
   * Finds a user by name, in {@code /etc/passwd} and {@code /etc/group} alone: what a directory
   * service knows beside them is not asked. Numbers work everywhere.
   *
   * @param name the user: {@code nobody}
   * @return the user, his group, and all groups that name him as a member
   * @throws IOException when the files cannot be read
   * @throws IllegalArgumentException when there is no such user
   */
  public static Account named(String name) throws IOException {
    return named(name, Path.of("/etc/passwd"), Path.of("/etc/group"));
  }

  static Account named(String name, Path passwd, Path group) throws IOException {
    for (String[] fields : records(passwd, GROUP_OF_USER)) {
      if (fields[NAME].equals(name)) {
        int gid = Integer.parseUnsignedInt(fields[GROUP_OF_USER]);
        return new Account(Integer.parseUnsignedInt(fields[ID]), gid, groupsOf(name, gid, group));
      }
    }
    throw new IllegalArgumentException("no user of that name in " + passwd + ": " + name);
  }

  private static List<Integer> groupsOf(String name, int gid, Path group) throws IOException {
    List<Integer> groups = new ArrayList<>();
    groups.add(gid);
    for (String[] fields : records(group, MEMBERS)) {
      int id = Integer.parseUnsignedInt(fields[ID]);
      if (List.of(fields[MEMBERS].split(",", -1)).contains(name) && !groups.contains(id)) {
        groups.add(id);
      }
    }
    return groups;
  }

  /** Lines of fields, those that lack some left out: {@code +::::::} of old name services. */
  private static List<String[]> records(Path file, int last) throws IOException {
    try {
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream()
          .map(line -> line.split(":", -1))
          .filter(fields -> fields.length > last && !fields[ID].isEmpty())
          .toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }
}
