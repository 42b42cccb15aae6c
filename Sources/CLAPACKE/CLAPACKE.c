#include "CLAPACKE.h"
#include "CLinux.h"

lapacke_functions lapacke_load(void) {
  void *library = system_load_library("liblapacke.so.3");
  return (lapacke_functions){
      .dgesdd = system_find_function(library, "LAPACKE_dgesdd"),
      .dgelsd = system_find_function(library, "LAPACKE_dgelsd"),
      .dposv = system_find_function(library, "LAPACKE_dposv"),
      .dgeqrf = system_find_function(library, "LAPACKE_dgeqrf"),
      .dorgqr = system_find_function(library, "LAPACKE_dorgqr"),
      .dsyevd = system_find_function(library, "LAPACKE_dsyevd"),
  };
}
