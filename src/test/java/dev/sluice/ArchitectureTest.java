package dev.sluice;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import org.junit.jupiter.api.Test;

/** The floors, and which of them may do what the JVM restricts. */
class ArchitectureTest {
  private static final String[] FLOORS = {
    "bindings",
    "errno",
    "sys",
    "fd",
    "net",
    "io",
    "event",
    "signal",
    "process",
    "proxyproto",
    "timer",
    "buffer",
    "reactor",
    "transfer"
  };

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.sluice");

  @Test
  void eachFloorUsesOnlyThoseBelow() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("bindings")
        .definedBy("dev.sluice.bindings..")
        .layer("errno")
        .definedBy("dev.sluice.errno..")
        .layer("sys")
        .definedBy("dev.sluice.sys..")
        .layer("fd")
        .definedBy("dev.sluice.fd..")
        .layer("net")
        .definedBy("dev.sluice.net..")
        .layer("io")
        .definedBy("dev.sluice.io..")
        .layer("event")
        .definedBy("dev.sluice.event..")
        .layer("signal")
        .definedBy("dev.sluice.signal..")
        .layer("process")
        .definedBy("dev.sluice.process..")
        .layer("proxyproto")
        .definedBy("dev.sluice.proxyproto..")
        .layer("timer")
        .definedBy("dev.sluice.timer..")
        .layer("buffer")
        .definedBy("dev.sluice.buffer..")
        .layer("reactor")
        .definedBy("dev.sluice.reactor..")
        .layer("transfer")
        .definedBy("dev.sluice.transfer..")
        .whereLayer("bindings")
        .mayOnlyBeAccessedByLayers("errno", "sys")
        .whereLayer("errno")
        .mayOnlyAccessLayers("bindings")
        .whereLayer("sys")
        .mayOnlyAccessLayers("bindings", "errno")
        .whereLayer("fd")
        .mayOnlyAccessLayers("errno", "sys")
        .whereLayer("net")
        .mayOnlyAccessLayers("errno", "sys", "fd")
        .whereLayer("io")
        .mayOnlyAccessLayers("errno", "sys", "fd")
        .whereLayer("event")
        .mayOnlyAccessLayers("errno", "sys", "fd")
        .whereLayer("signal")
        .mayOnlyAccessLayers("errno", "sys", "fd")
        .whereLayer("process")
        .mayOnlyAccessLayers("errno", "sys", "fd")
        .whereLayer("proxyproto")
        .mayOnlyAccessLayers("errno", "sys", "fd", "net")
        .whereLayer("timer")
        .mayNotAccessAnyLayer()
        .whereLayer("buffer")
        .mayOnlyAccessLayers("sys")
        .whereLayer("reactor")
        .mayOnlyBeAccessedByLayers("transfer")
        .whereLayer("transfer")
        .mayNotBeAccessedByAnyLayer()
        .check(classes);
  }

  @Test
  void everyPackageIsAFloor() {
    assertThat(
            classes.stream()
                .map(c -> c.getPackage())
                .map(JavaPackage::getName)
                .map(name -> name.split("\\.", -1)[2])
                .distinct())
        .containsExactlyInAnyOrder(FLOORS);
  }

  @Test
  void onlySysCallsNativeCode() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.sluice.sys..", "dev.sluice.bindings..")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(Linker.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(SymbolLookup.class)
        .orShould()
        .callMethodWhere(isRestricted())
        .check(classes);
  }

  private static DescribedPredicate<JavaCall<?>> isRestricted() {
    // Seen by name: the annotation that javac warns by is the JDK's own.
    return DescribedPredicate.describe(
        "is restricted",
        call ->
            call.getTargetOwner().getPackageName().equals("java.lang.foreign")
                && (call.getName().equals("reinterpret")
                    || call.getName().equals("downcallHandle")
                    || call.getName().equals("upcallStub")
                    || call.getName().equals("libraryLookup")
                    || call.getName().equals("withTargetLayout")
                    || call.getName().equals("enableNativeAccess")));
  }
}
