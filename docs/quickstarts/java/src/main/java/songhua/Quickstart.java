package songhua;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An application of a department that signs people in through Songhua. Read Security first, then Pages. */
@SpringBootApplication
public class Quickstart {
    public static void main(String[] args) {
        SpringApplication.run(Quickstart.class, args);
    }
}
