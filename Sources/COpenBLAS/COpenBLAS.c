#include "COpenBLAS.h"
#include "CLinux.h"

openblas_functions openblas_load(void) {
  void *library = system_load_library("libopenblas.so.0");
  return (openblas_functions){
      .sgemm = system_find_function(library, "cblas_sgemm"),
      .dgemm = system_find_function(library, "cblas_dgemm"),
      .sgemv = system_find_function(library, "cblas_sgemv"),
      .dgemv = system_find_function(library, "cblas_dgemv"),
      .get_corename = system_find_function(library, "openblas_get_corename"),
  };
}
